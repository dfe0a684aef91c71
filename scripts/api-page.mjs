// Writes docs/api.md: all that the library exports, from its declarations and docstrings. `--check` writes nothing and fails
// if the page differs from what the sources say.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import ts from 'typescript';
import { exportedDeclarations } from './build/declarations.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const PAGE = join('docs', 'api.md');
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

async function pageText() {
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

const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
try {
  const wanted = await pageText();
  let present = '';
  try {
    present = readFileSync(join(ROOT, PAGE), 'utf8');
  } catch {
    // Not there yet.
  }
  if (present !== wanted && values.check) {
    console.error(`${PAGE} is not what the sources say: run "node scripts/api-page.mjs"`);
    process.exitCode = 1;
  } else if (present !== wanted) writeFileSync(join(ROOT, PAGE), wanted);
} catch (error) {
  console.error(`api-page: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
