import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Nothing but the language itself: the types of the library need no package, those of Node neither. */
const COMPILER_OPTIONS = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  lib: ['lib.es2023.d.ts'],
  types: [],
  strict: true,
  noEmit: true,
};

/**
 * What a file declares to others. One file at a time, so that a function is known by the types it is written with, and not
 * by all that it calls.
 */
function declaredIn(path) {
  const options = { compilerOptions: { ...COMPILER_OPTIONS, declaration: true, removeComments: false } };
  const { outputText } = ts.transpileDeclaration(readFileSync(path, 'utf8'), { ...options, fileName: path });
  return ts.createSourceFile(path, outputText, ts.ScriptTarget.ES2023, true);
}

/**
 * What an entry exports, in its order.
 * @param {{ root: string, entry: string }} options the folder of the package, and a path relative to it; the entry holds
 *   nothing but `export { … } from './….ts'`
 * @returns {{ name: string, statement: ts.Statement, text: string }[]} `text` with the docstring
 */
export function exportedDeclarations({ root, entry }) {
  const path = join(root, entry);
  const index = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023, true);
  return index.statements.flatMap((exported) => {
    const file = declaredIn(join(dirname(path), exported.moduleSpecifier.text));
    return exported.exportClause.elements.map(({ name: { text: name } }) => {
      const statement = file.statements.find((it) => it.name?.text === name);
      if (statement === undefined) throw new Error(`${file.fileName} declares no ${name} by itself`);
      return { name, statement, text: file.text.slice(statement.getStart(file, true), statement.end) };
    });
  });
}

/** What is wrong with a declaration file on its own. */
function problemsOf(text) {
  const name = '/index.d.ts';
  const host = ts.createCompilerHost(COMPILER_OPTIONS);
  const { getSourceFile } = host;
  host.getSourceFile = (path, version) =>
    path === name ? ts.createSourceFile(path, text, version) : getSourceFile(path, version);
  const program = ts.createProgram([name], COMPILER_OPTIONS, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/**
 * The types of the library in one file.
 * @param {{ root: string, entry: string }} options see `exportedDeclarations`
 * @returns {string} the text of the declaration file
 * @throws {Error} if a type needs another one that the entry does not export, or a package
 */
export function declarations(options) {
  const texts = exportedDeclarations(options).map((exported) => exported.text);
  const text = `${texts.join('\n\n')}\n`;
  const problems = problemsOf(text);
  if (problems.length > 0) throw new Error(`the types of the library: ${problems.join('; ')}`);
  return text;
}
