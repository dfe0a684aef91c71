// Creates a rule that works: `npm run new-rule -- CATEGORY ID`. It copies the rule in new-rule/, which CONTRIBUTING.md
// explains, and writes the files that are generated from the rules. Overwrites nothing.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findCategories, findRules, isRuleId } from './build/rule-folders.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const RULES = join(ROOT, 'rules');
const USAGE = 'usage: npm run new-rule -- CATEGORY ID';

/** What differs between scripts/new-rule/ and the folder of a rule: its name, and the way to other folders. */
function textFor(file, { category, id }) {
  return readFileSync(join(ROOT, 'scripts', 'new-rule', file), 'utf8')
    .replaceAll('dns-retry-too-fast', id)
    .replace("category: 'queues'", `category: '${category}'`)
    .replaceAll("'../../", "'../../../")
    .replaceAll("'../../../rules/", "'../../");
}

/** The category and the id from the arguments; throws an error that says what is wrong with them. */
function readArguments() {
  const [category, id, ...others] = parseArgs({ allowPositionals: true }).positionals;
  if (id === undefined || others.length > 0) throw new Error(`give a category and an id\n${USAGE}`);
  const categories = findCategories(RULES);
  if (!categories.includes(category))
    throw new Error(`the category '${category}' does not exist; there are ${categories.join(', ')}`);
  if (!isRuleId(id)) throw new Error(`'${id}': the id of a rule is written like-this`);
  const same = findRules(RULES).find((rule) => rule.id === id);
  if (same !== undefined) throw new Error(`rules/${same.category}/${id} already has this id`);
  return { category, id };
}

try {
  const wanted = readArguments();
  const folder = `rules/${wanted.category}/${wanted.id}`;
  mkdirSync(join(ROOT, folder));
  const files = ['doc.md', 'rule.test.ts', 'rule.ts'];
  for (const file of files) writeFileSync(join(ROOT, folder, file), textFor(file, wanted));
  const generate = fileURLToPath(new URL('check-generated.mjs', import.meta.url));
  const { status } = spawnSync(process.execPath, [generate, '--write'], { stdio: 'inherit' });
  if (status !== 0)
    throw new Error('the rule is written, but not the files that are generated from the rules');
  console.log(`Created a rule that works, to be changed in this order:
${files.map((file) => `  ${folder}/${file}`).join('\n')}

Run its tests:
  npx vitest run ${folder} test/rules/pages.test.ts -t ${wanted.id} --hideSkippedTests
After a change to the page, the summary or the options:
  npm run generate
CONTRIBUTING.md explains each part.`);
} catch (error) {
  const usage = error.code?.startsWith('ERR_PARSE_ARGS') ? `\n${USAGE}` : '';
  console.error(`new-rule: ${error.message}${usage}`);
  process.exitCode = 1;
}
