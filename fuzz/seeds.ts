import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { MAIN, type ByteTexts } from './input.ts';

const CONFIGURATION = /(?:^config|\.conf|\.cfg|\.pmta)$/;

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Each configuration below a folder as the main one, with the files around it. */
function configurationsBelow(folder: string): ByteTexts[] {
  const paths = filesBelow(folder).filter((path) => CONFIGURATION.test(path));
  return paths.map((path) => {
    const around = paths.filter((other) => other !== path && other.startsWith(dirname(path)));
    const files = [
      [MAIN, path] as const,
      ...around.map((other) => [relative(dirname(path), other), other] as const),
    ];
    return Object.fromEntries(files.map(([name, file]) => [name, readFileSync(file, 'latin1')]));
  });
}

/** Each file below a folder by itself. */
function singlesBelow(folder: string): ByteTexts[] {
  return filesBelow(folder).map((path) => ({ [MAIN]: readFileSync(path, 'latin1') }));
}

/** The examples on the pages of the rules. */
function examplesInPages(folder: string): ByteTexts[] {
  return filesBelow(folder)
    .filter((path) => path.endsWith('doc.md'))
    .flatMap((path) => [...readFileSync(path, 'latin1').matchAll(/^```pmta (?:bad|good).*\n([^]*?)^```/gm)])
    .map(([, text = '']) => ({ [MAIN]: text }));
}

/** The first configurations: the examples, those on the pages of the rules, and a corpus if there is one. */
export function seedFiles(root: string): ByteTexts[] {
  return [
    ...configurationsBelow(join(root, 'examples')),
    ...examplesInPages(join(root, 'rules')),
    ...singlesBelow(join(root, '..', 'shared', 'corpus', 'files')),
  ];
}
