// Fails where a file is in the wrong folder, or a folder or file is too large. `names` looks instead for words in exported
// names that we no longer use.
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import ts from 'typescript';

const MOST_FILES = 25;
const MOST_LINES = 400;

/** Files that belong to the purpose of their module: builders for the diagnosis, and the questions about patterns. */
const KEPT = [
  ...['add-backoff', 'add-replies', 'lower-limit', 'provider-block'].map((name) => `src/edits/${name}.ts`),
  ...['blow-up', 'covers'].map((name) => `src/patterns/${name}.ts`),
];

/** Words and rows of words, each with what to write instead. */
const OLD_WORDS = {
  arbitrate: 'resolveConflicts',
  asked: 'requested, target',
  beat: 'overridden',
  beaten: 'overridden',
  carrier: 'routedBy',
  caused: 'new',
  claim: 'candidate',
  draft: 'planned',
  drafting: 'edits',
  exercise: 'cacheHint',
  exercised: 'cacheHint',
  glance: 'quickScan',
  graver: 'moreSevere',
  gravest: 'mostSevere',
  holding: 'effective',
  'in force': 'effective',
  'is shown': 'isReported',
  judged: 'checked',
  lack: 'missing',
  lacking: 'missing',
  lacks: 'missing',
  'leads elsewhere': 'isRelayed',
  loser: 'overridden',
  mend: 'fix, repair',
  mended: 'fixed, repaired',
  mends: 'fixes, repairs',
  purse: 'budget',
  settle: 'tighten, resolve',
  settled: 'tightened, resolved',
  settling: 'tightening, resolving',
  silence: 'suppression',
  silenced: 'suppressed',
  silencer: 'suppression',
  silences: 'suppresses',
  speaks: 'reports, isEnabled',
  spoilt: 'damage',
  spot: 'location',
  stretch: 'range',
  surroundings: 'environment',
  taker: 'consumer, reader',
  unshown: 'belowPreset',
  wholeness: 'completeness',
  winner: 'effective',
};

/** The source files of these folders without tests, by their path from the root. */
function sourcesIn(root, ...folders) {
  const patterns = folders.map((folder) => `${folder}/**/*.{ts,mjs,cjs}`);
  return globSync(patterns, { cwd: root, ignore: ['**/*.test.ts'] }).sort();
}

function read(root, path) {
  return readFileSync(join(root, path), 'utf8');
}

/** The files that import each file. */
function importersByFile(root, files) {
  const importers = new Map(files.map((file) => [file, []]));
  for (const file of files) {
    for (const { fileName } of ts.preProcessFile(read(root, file)).importedFiles) {
      importers.get(join(dirname(file), fileName))?.push(file);
    }
  }
  return importers;
}

/** The folder of the rule that a file is in, `rules/CATEGORY/RULE`, or what all rules of a category share. */
function ruleFolderOf(file) {
  return /^rules\/[^/]+\/[^/]+(?=\/)/.exec(file)?.[0];
}

/** Where a file belongs that only these files import; undefined where several modules or categories do. */
function folderFor(importers) {
  const folders = [...new Set(importers.map(ruleFolderOf))];
  if (folders.length === 0 || folders.includes(undefined)) return undefined;
  if (folders.length === 1) return folders[0];
  const categories = new Set(folders.map(dirname));
  return categories.size === 1 ? `${[...categories][0]}/_shared` : undefined;
}

/** @returns {string[]} a line for each file that is in the wrong folder, and each folder or file that is too large */
export function structureProblems(root) {
  const files = sourcesIn(root, 'grammar', 'src', 'rules');
  const problems = [];
  for (const [file, importers] of importersByFile(root, files)) {
    const folder = folderFor(importers);
    if (folder !== undefined && ruleFolderOf(file) !== folder && !KEPT.includes(file))
      problems.push(`${file}: move it to ${folder}/, nothing else imports it`);
  }
  for (const folder of new Set(files.map(dirname))) {
    const { length } = files.filter((file) => dirname(file) === folder);
    if (length > MOST_FILES) problems.push(`${folder}: ${length} source files, the limit is ${MOST_FILES}`);
  }
  for (const file of sourcesIn(root, 'grammar', 'src', 'rules', 'fuzz', 'scripts', 'bin')) {
    const lines = read(root, file).trimEnd().split('\n').length;
    if (lines > MOST_LINES) problems.push(`${file}: ${lines} lines, the limit is ${MOST_LINES}`);
  }
  return problems;
}

/** Names that a statement exports. */
function exportedNames(statement) {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause } = statement;
    if (exportClause === undefined) return [];
    return ts.isNamedExports(exportClause) ? exportClause.elements.map((it) => it.name) : [exportClause.name];
  }
  const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (!isExported) return [];
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map((it) => it.name);
  return statement.name === undefined ? [] : [statement.name];
}

/** @returns {string[]} a line for each exported name that has an old word */
export function nameProblems(root) {
  return sourcesIn(root, 'grammar', 'src', 'rules').flatMap((file) => {
    const source = ts.createSourceFile(file, read(root, file), ts.ScriptTarget.Latest);
    return source.statements.flatMap(exportedNames).flatMap((node) => {
      const name = node.getText(source);
      const words = ` ${(name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []).join(' ').toLowerCase()} `;
      return Object.keys(OLD_WORDS)
        .filter((old) => words.includes(` ${old} `))
        .map((old) => `${file}: ${name}: not '${old}' but ${OLD_WORDS[old]}`);
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = resolve(import.meta.dirname, '..');
  const problems = process.argv[2] === 'names' ? nameProblems(root) : structureProblems(root);
  for (const problem of problems) console.log(problem);
  if (problems.length > 0) process.exitCode = 1;
}
