// Writes two pages from declarations and docstrings: docs/api.md, all that the library exports, and rules/README.md, all
// that rules/kit.ts exports. `--check` writes nothing and fails if a page differs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import ts from 'typescript';
import { exportedDeclarations } from './build/declarations.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const GROUPS = [
  ['Functions', ts.isFunctionDeclaration],
  ['Errors', ts.isClassDeclaration],
  ['Types', (statement) => ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)],
];

/** A docstring as paragraphs: what it says, its parameters, what comes back. */
function docOf(statement) {
  const [doc] = statement.jsDoc ?? [];
  const line = (text) => ts.getTextOfJSDocComment(text)?.replaceAll(/\s*\n\s*/g, ' ') ?? '';
  const paragraphs = (ts.getTextOfJSDocComment(doc?.comment) ?? '').split(/\n\s*\n/);
  const parameters = (doc?.tags ?? [])
    .filter(ts.isJSDocParameterTag)
    .map((tag) => `- \`${tag.name.getText()}\`: ${line(tag.comment)}`);
  const returned = (doc?.tags ?? [])
    .filter(ts.isJSDocReturnTag)
    .map((tag) => `Returns: ${line(tag.comment)}`);
  return [
    ...paragraphs.map((text) => text.replaceAll(/\s*\n\s*/g, ' ')),
    parameters.join('\n'),
    ...returned,
  ].filter((text) => text !== '');
}

/** The declaration as it is written, without the docstring of the whole. */
async function codeOf({ statement }) {
  const text = statement.getText().replace(/^export (declare )?/, '');
  const code = await format(text, { parser: 'typescript', printWidth: 100, singleQuote: true });
  return `\`\`\`ts\n${code.trim()}\n\`\`\``;
}

async function apiPage() {
  const exported = exportedDeclarations({ root: ROOT, entry: 'src/index.ts' });
  const parts = [
    '# API of the library',
    'All that `pmta-lint` exports. [The guide](library.md) shows how to use it; [what may change](versioning.md) and what will not. This page is made from the sources by `node scripts/api-page.mjs`.',
  ];
  for (const [title, belongs] of GROUPS) {
    parts.push(`## ${title}`);
    for (const one of exported.filter(({ statement }) => belongs(statement)))
      parts.push(`### ${one.name}`, ...docOf(one.statement), await codeOf(one));
  }
  return `${parts.join('\n\n')}\n`;
}

/** The headings of rules/README.md, each with its modules; the first that fits counts. */
const KIT_GROUPS = [
  ['The contract', /engine\/(?!message)/],
  ['Messages', /engine\/message/],
  ['The model', /src\/model\//],
  ['Facts about PowerMTA and the providers', /src\/catalog\//],
  ['Edits', /src\/edits\//],
  ['Text and collections', /^/],
];

const kitGroupOf = ({ moduleSpecifier: { text } }) => KIT_GROUPS.find(([, modules]) => modules.test(text))[0];

function parse(path) {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023, true);
}

function firstSentence(node) {
  return /^.*?(?:\.(?=\s)|$)/.exec(docOf(node)[0] ?? '')[0];
}

/** `name`, or `name(parameters)` for a function. */
function signatureOf(name, node) {
  if (node.parameters === undefined || ts.isGetAccessor(node)) return `\`${name}\``;
  const names = node.parameters.map((one) =>
    one.name
      .getText()
      .replaceAll(/,?\s+(?=})/g, ' ')
      .replaceAll(/\s+/g, ' '),
  );
  return `\`${name}(${names.join(', ')})\``;
}

/** The public members of a class that have a docstring. */
function membersOf(statement) {
  if (!ts.isClassDeclaration(statement)) return [];
  return statement.members
    .filter(({ name }) => name !== undefined && !ts.isPrivateIdentifier(name))
    .map((member) => [signatureOf(member.name.getText(), member), firstSentence(member)])
    .filter(([, text]) => text !== '')
    .map(([signature, text]) => `  - ${signature}: ${text}`);
}

/** What rules/kit.ts exports from a module, a line each; throws where a docstring is missing. */
function kitLines({ moduleSpecifier, exportClause }) {
  const { fileName, statements } = parse(join(ROOT, 'rules', moduleSpecifier.text));
  return exportClause.elements.flatMap(({ name: { text: name } }) => {
    const declares = (one) => one.name?.text === name;
    const statement = statements.find(
      (one) => declares(one) || one.declarationList?.declarations.some(declares),
    );
    if (statement === undefined) throw new Error(`${fileName} declares no ${name} by itself`);
    const text = firstSentence(statement);
    if (text === '') throw new Error(`${fileName}: ${name} has no docstring`);
    return [`- ${signatureOf(name, statement)}: ${text}`, ...membersOf(statement)];
  });
}

function kitPage() {
  const { statements } = parse(join(ROOT, 'rules', 'kit.ts'));
  const groups = KIT_GROUPS.map(([title]) => {
    const lines = statements.filter((one) => kitGroupOf(one) === title).flatMap(kitLines);
    return `## ${title}\n\n${lines.join('\n')}`;
  });
  const head =
    '# What a rule may use\n\nAll that `rules/kit.ts` exports, with the first sentence of each docstring. A rule may also import from `src/catalog`, `src/patterns`, `src/model`, `src/engine`, `src/edits`, its own folder and `_shared` of its category. [CONTRIBUTING.md](../CONTRIBUTING.md) has an example. This page is made from the sources by `npm run generate`.';
  return `${[head, ...groups].join('\n\n')}\n`;
}

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
try {
  for (const [page, wanted] of [
    ['docs/api.md', await apiPage()],
    ['rules/README.md', kitPage()],
  ]) {
    const path = join(ROOT, page);
    const present = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (present === wanted) continue;
    if (values.check) {
      console.error(`${page} is not what the sources say: run "node scripts/api-page.mjs"`);
      process.exitCode = 1;
    } else writeFileSync(path, wanted);
  }
} catch (error) {
  console.error(`api-page: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
