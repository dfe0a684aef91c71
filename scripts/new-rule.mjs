// Begins a rule: `npm run new-rule -- CATEGORY ID [--severity error|warning|info] [--fix none|safe|unsafe]`.
// Writes its folder and its test from the templates in new-rule/, then what is generated from the rules. Overwrites nothing.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findCategories, findRules, isRuleId } from './build/rule-folders.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const RULES = join(ROOT, 'rules');
const TEMPLATES = fileURLToPath(new URL('new-rule/', import.meta.url));
const USAGE =
  'usage: npm run new-rule -- CATEGORY ID [--severity error|warning|info] [--fix none|safe|unsafe]';
const SEVERITIES = ['error', 'warning', 'info'];
const FIXES = ['none', 'safe', 'unsafe'];

function oneOf(what, value, values) {
  if (values.includes(value)) return value;
  throw new Error(`${what} '${value}' does not exist; there are ${values.join(', ')}`);
}

/** What is asked for, or an error that says what is wrong with it. */
function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { severity: { type: 'string', default: 'warning' }, fix: { type: 'string', default: 'none' } },
  });
  const [category, id, ...others] = positionals;
  if (id === undefined || others.length > 0) throw new Error(`give a category and an id\n${USAGE}`);
  oneOf('the category', category, findCategories(RULES));
  if (!isRuleId(id)) throw new Error(`'${id}': the id of a rule is written like-this`);
  const same = findRules(RULES).find((rule) => rule.id === id);
  if (same !== undefined) throw new Error(`rules/${same.category}/${id} has this id already`);
  return {
    category,
    id,
    severity: oneOf('the severity', values.severity, SEVERITIES),
    fix: oneOf('the fix', values.fix, FIXES),
  };
}

/** A template with other words in the place of its own. */
function filled(name, replacements) {
  let text = readFileSync(join(TEMPLATES, name), 'utf8');
  for (const [word, other] of replacements) {
    if (!text.includes(word)) throw new Error(`the template ${name} has no ${word}`);
    text = text.replaceAll(word, other);
  }
  return text;
}

/** The files of the rule, by path from the root, in the order in which they are best written. */
function filesFor({ category, id, severity, fix }) {
  const kind = fix === 'none' ? 'without-fix' : 'with-fix';
  const isUnsafe = fix === 'unsafe';
  return {
    [`rules/${category}/${id}/doc.md`]: filled(`${kind}/doc.md`, [
      ['rule-id', id],
      ['^ warning:', `^ ${severity}:`],
      ...(isUnsafe ? [['```diff', '```diff unsafe']] : []),
    ]),
    [`test/rules/${id}.test.ts`]: filled(`${kind}/rule.test.ts`, [
      ['rule-id', id],
      ["'./rule.ts'", `'../../rules/${category}/${id}/rule.ts'`],
      ["'../../../test/rules/", "'./"],
    ]),
    [`rules/${category}/${id}/rule.ts`]: filled(`${kind}/rule.ts`, [
      ['rule-id', id],
      ["category: 'queues'", `category: '${category}'`],
      ["severity: 'warning'", `severity: '${severity}'`],
      // Findings of severity info are shown from preset strict on.
      ["preset: 'recommended'", `preset: '${severity === 'info' ? 'strict' : 'recommended'}'`],
      ...(isUnsafe
        ? [
            ["fix: 'safe'", "fix: 'unsafe'"],
            ["safety: 'safe'", "safety: 'unsafe'"],
          ]
        : []),
    ]),
  };
}

async function writeNew(files) {
  const present = Object.keys(files).find((name) => existsSync(join(ROOT, name)));
  if (present !== undefined) throw new Error(`${present} is there already`);
  // Takes longer to load than a refusal takes.
  const { format, resolveConfig } = await import('prettier');
  for (const [name, text] of Object.entries(files)) {
    const path = join(ROOT, name);
    const written = name.endsWith('.ts')
      ? await format(text, { ...(await resolveConfig(path)), filepath: path })
      : text;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, written, { flag: 'wx' });
  }
}

try {
  const wanted = readArguments();
  const files = filesFor(wanted);
  await writeNew(files);
  const generators = fileURLToPath(new URL('check-generated.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [generators, '--write'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the files are written, but not what is generated from the rules');
  const tests = `test/rules/${wanted.id}.test.ts test/rules/pages.test.ts`;
  console.log(`New: ${wanted.category}/${wanted.id}, severity ${wanted.severity}, fix ${wanted.fix}
${Object.keys(files)
  .map((name) => `  ${name}`)
  .join('\n')}

Next: replace every TODO in them, in this order. The tests fail until the rule is written:
  npx vitest run ${tests} -t ${wanted.id} --hideSkippedTests
After a change to the page, the summary or the options:
  npm run generate
CONTRIBUTING.md goes through a whole rule.`);
} catch (error) {
  const usage = error.code?.startsWith('ERR_PARSE_ARGS') ? `\n${USAGE}` : '';
  console.error(`new-rule: ${error.message}${usage}`);
  process.exitCode = 1;
}
