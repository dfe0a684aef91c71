// Uses the installed package as people do, with the Node that runs this: `node use.mjs HOME VERSION`. HOME is the folder it
// is installed in.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [home, version] = process.argv.slice(2);
const PACKAGE = join(home, 'node_modules/pmta-lint');

/** Runs the command; returns what it prints, once its exit code is the expected one. */
function command(args, expected = 0) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(PACKAGE, 'bin/pmta-lint.cjs'), ...args],
    {
      cwd: home,
      encoding: 'utf8',
    },
  );
  assert.equal(status, expected, `pmta-lint ${args.join(' ')}: exit code ${status}\n${stdout}${stderr}`);
  return stdout;
}

const json = (args, expected) => JSON.parse(command([...args, '--format', 'json'], expected));

function useCommand() {
  cpSync(join(PACKAGE, 'examples'), join(home, 'examples'), { recursive: true });
  assert.equal(command(['--version']).trim(), version);
  assert.match(command(['--help']), /Usage: pmta-lint/);
  assert.match(command(['explain', 'open-relay']), /^open-relay\n/);
  assert.match(command(['explain', 'max-smtp-out']), /^max-smtp-out/);
  const report = json(['examples/risky'], 1);
  assert(report.findings.length > 0 && report.failures.length === 0);
  // YAML is read by a part of its own, and the settings lead to the rest of the files.
  assert.equal(json(['--preset', 'strict', 'examples/sound']).findings.length, 0);
  const config = 'examples/first/config';
  assert.match(command(['--diff', config], 1), /^--- a\/examples\/first\/config\n/);
  cpSync(join(home, config), join(home, 'fixed'));
  command(['--fix', '--rule', 'high-provider-connections=error', '--fail-on', 'error', 'fixed']);
  const { mail, changes } = json(['compare', config, 'fixed'], 1);
  assert(mail && changes.every(({ risk }) => risk !== 'looser'));
  assert.equal(json(['effective', 'gmail.com', config]).queue, 'gmail.com/{default}');
  assert.equal(json(['reply', 'gmail.com', '421-4.7.28 unusual rate', config]).mode, 'backoff');
}

async function useLibrary({ lint, fix, effective, compare, reply, InvalidArgumentError }) {
  const cwd = home;
  const config = 'examples/first/config';
  const { findings } = await lint(config, { cwd });
  assert.deepEqual(findings, json([config]).findings);
  const { changed, diff } = await fix({ text: '<domain gmail.com>\n max-smtp-out 400\n</domain>\n' });
  assert.match(changed[0].text, /max-smtp-out 20\n/);
  assert.match(diff, /^\+ max-smtp-out 20$/m);
  assert.equal((await effective('gmail.com', config, { cwd })).domain, 'gmail.com');
  assert.equal((await compare(config, 'fixed', { cwd })).mail, true);
  assert.equal((await reply('gmail.com', '421-4.7.28 unusual rate', config, { cwd })).mode, 'backoff');
  await assert.rejects(effective('a@b.example', config, { cwd }), InvalidArgumentError);
}

useCommand();
const require = createRequire(join(home, 'use.cjs'));
const module = await import(pathToFileURL(require.resolve('pmta-lint').replace(/cjs$/, 'js')).href);
await useLibrary(module);
await useLibrary(require('pmta-lint'));
assert.equal(require('pmta-lint').PmtaLintError, module.PmtaLintError);

// As one writes it: the name of the package, found by Node itself.
const script = join(home, 'use.mjs');
writeFileSync(script, "import { lint } from 'pmta-lint';\nconsole.log(typeof lint);\n");
const { stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
assert.equal(stdout, 'function\n');
assert.equal(
  JSON.parse(readFileSync(require.resolve('pmta-lint/schemas/report.schema.json'), 'utf8')).type,
  'object',
);

for (const left of ['examples', 'fixed', 'use.mjs']) rmSync(join(home, left), { recursive: true });
console.log(`node ${process.version}: the command, import and require`);
