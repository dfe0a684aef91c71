import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const BIN = resolve(import.meta.dirname, '../../bin');

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pmta-lint launcher-'));
  cpSync(BIN, join(home, 'bin'), { recursive: true });
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/** Puts a command in the place of the built one. */
function command(body: string): void {
  mkdirSync(join(home, 'dist'), { recursive: true });
  writeFileSync(join(home, 'dist', 'cli.cjs'), `exports.main = async (argv) => { ${body} };`);
}

function launch(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(home, 'bin', 'pmta-lint.cjs'), ...args], { encoding: 'utf8' });
}

const keptFiles = (): string[] => {
  const folder = join(home, 'dist', '.compile-cache');
  return existsSync(folder) ? readdirSync(folder) : [];
};

describe('the launcher', () => {
  it('hands over the arguments, and ends with the exit code of the command', () => {
    command('console.log(JSON.stringify(argv)); return 1;');
    expect(launch('a b', '--fix')).toEqual(
      expect.objectContaining({ status: 1, stdout: '["a b","--fix"]\n', stderr: '' }),
    );
  });

  it('prints its version without the command', () => {
    writeFileSync(join(home, 'package.json'), '{ "version": "1.2.3" }');
    expect(launch('--version')).toEqual(
      expect.objectContaining({ status: 0, stdout: '1.2.3\n', stderr: '' }),
    );
    command("console.log('asked'); return 2;");
    expect(launch('--version', 'file').stdout).toBe('asked\n');
  });

  it('prints what to do where nothing is built', () => {
    const { status, stderr } = launch('x');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^pmta-lint: .*cli\.cjs is missing: run "npm run build" first\n$/);
  });

  it('keeps compiled code after a large run, uses it, and notices a changed bundle', () => {
    command("console.log('one'); return 0;");
    expect(launch('--help').stdout).toBe('one\n');
    expect(keptFiles()).toEqual([]);
    expect(launch('file').stdout).toBe('one\n');
    expect(keptFiles()).toHaveLength(1);
    expect(launch('file').stdout).toBe('one\n');
    // As long as before: V8 alone would take the old code for it.
    command("console.log('two'); return 0;");
    utimesSync(join(home, 'dist', 'cli.cjs'), 1e9, 1e9);
    expect(launch('file').stdout).toBe('two\n');
  });

  it('keeps more when a later run exercises many more rules than the one that kept code', () => {
    const functions = Array.from(
      { length: 800 },
      (_, at) => `const f${at} = (x) => { let y = x * ${at}; while (y > 9) y -= ${at} + x; return [y, x]; };`,
    );
    const calls = functions.map((_, at) => `f${at}(1);`).join('');
    command(
      `${functions.join('')} exports.rulesRun = () => Number(argv[0]); if (argv[0] > 50) { ${calls} } return 0;`,
    );
    const sizeAfter = (rules: string): number => {
      launch(rules);
      const [name = ''] = keptFiles();
      return statSync(join(home, 'dist', '.compile-cache', name)).size;
    };
    const first = sizeAfter('50');
    expect(sizeAfter('54')).toBe(first);
    const second = sizeAfter('60');
    expect(second).toBeGreaterThan(1.5 * first);
    expect(sizeAfter('20')).toBe(second);
    expect(keptFiles()).toHaveLength(1);
  });

  it('lets nobody else write the kept code, and keeps none where that is switched off', () => {
    command('return 0;');
    const path = join(home, 'bin', 'pmta-lint.cjs');
    const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' };
    spawnSync(process.execPath, [path, 'file'], { env });
    expect(keptFiles()).toEqual([]);
    spawnSync('sh', ['-c', 'umask 0; "$0" "$1" file', process.execPath, path]);
    const folder = join(home, 'dist', '.compile-cache');
    expect(statSync(folder).mode & 0o022).toBe(0);
    expect(keptFiles().map((name) => statSync(join(folder, name)).mode & 0o022)).toEqual([0]);
  });

  it('works where compiled code cannot be kept', () => {
    command("console.log('done'); return 0;");
    writeFileSync(join(home, 'dist', '.compile-cache'), 'a file in the way');
    expect(launch('file')).toEqual(expect.objectContaining({ status: 0, stdout: 'done\n', stderr: '' }));
  });

  it('ignores kept code that V8 refuses', () => {
    command("console.log('done'); return 0;");
    launch('file');
    for (const name of keptFiles()) {
      writeFileSync(join(home, 'dist', '.compile-cache', name), Buffer.alloc(64, 7));
    }
    expect(launch('file')).toEqual(expect.objectContaining({ status: 0, stdout: 'done\n', stderr: '' }));
  });

  it('lets the command load ES modules, as settings in JavaScript need it, with kept code too', () => {
    writeFileSync(join(home, 'settings.mjs'), "export default 'from settings';\n");
    command("console.log(require('node:module').createRequire(argv[0])(argv[0]).default); return 0;");
    const first = launch(join(home, 'settings.mjs'));
    expect(first).toEqual(expect.objectContaining({ status: 0, stdout: 'from settings\n', stderr: '' }));
    expect(launch(join(home, 'settings.mjs'))).toEqual(
      expect.objectContaining({ stdout: first.stdout, stderr: '' }),
    );
  });

  it.each([
    ['thrown by the command', "throw new Error('broken');"],
    [
      'thrown later',
      "setTimeout(() => { throw new Error('broken'); }); await new Promise(() => {}); return 0;",
    ],
    [
      'of a promise nobody awaits',
      "void Promise.reject(new Error('broken')); await new Promise((done) => setTimeout(done, 2000)); return 0;",
    ],
  ])('ends with 2 on an error %s, never with 1', (_, body) => {
    command(body);
    const { status, stderr } = launch('file');
    expect(status).toBe(2);
    expect(stderr).toContain('internal error');
    expect(stderr).toContain('Error: broken');
  });

  it('prints the location in the source when it crashes', () => {
    command("\nthrow new Error('broken');");
    // Line 2, column 1 of the bundle is line 42 of the source.
    const map = { version: 3, sources: ['../src/fix/passes.ts'], names: [], mappings: ';AAyCA' };
    writeFileSync(join(home, 'dist', 'cli.cjs.map'), JSON.stringify(map));
    expect(launch('file').stderr).toContain('(src/fix/passes.ts:42)');
  });

  it('prints versions and no folder of the machine, where it has no source map', () => {
    command("\nthrow new Error('broken');");
    writeFileSync(join(home, 'package.json'), '{ "version": "1.2.3" }');
    const { stderr } = launch('file');
    expect(stderr).toContain(
      `\npmta-lint 1.2.3, node ${process.version}, ${process.platform} ${process.arch}\n`,
    );
    expect(stderr).toMatch(/dist\/cli\.cjs:2:\d+/);
    expect(stderr.split('\n').find((line) => line.includes('cli.cjs'))).not.toContain(home);
  });

  it('runs to its end when the reader goes away', () => {
    const witness = join(home, 'end');
    command(
      "for (let i = 0; i < 20000; i++) console.log('a line of some length, to fill the pipe');" +
        " await new Promise((done) => setImmediate(done)); require('node:fs').writeFileSync(argv[0], ''); return 1;",
    );
    const launcher = join(home, 'bin', 'pmta-lint.cjs');
    const script = 'set -o pipefail; "$0" "$1" "$2" | head -n 1; echo "$?"';
    const { stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, launcher, witness], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toBe('a line of some length, to fill the pipe\n1\n');
    expect(existsSync(witness)).toBe(true);
  });
});
