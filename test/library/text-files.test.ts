import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fix, lint } from '../../src/index.ts';
import { TextFiles } from '../../src/model/source/text-files.ts';
import { codeOf, type FileSystem } from '../../src/model/source/file-system.ts';
import { listenToReading, nodeFileSystem } from '../../src/model/source/node-file-system.ts';
import { folderOf } from '../support/folders.ts';

const name = fc.constantFrom('a', 'b', 'c.conf', 'config');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));

/** Texts by path, none of which would have to be file and folder at once. */
const tree = fc.dictionary(path, fc.string(), { maxKeys: 6 }).filter((texts) => {
  const paths = Object.keys(texts);
  return paths.every((one) => paths.every((other) => !other.startsWith(`${one}/`)));
});

function bytesIn(folder: string, texts: Readonly<Record<string, string>>): Map<string, Uint8Array> {
  return new Map(Object.entries(texts).map(([key, text]) => [join(folder, key), Buffer.from(text)]));
}

/** All that can be read about a path; an error is its code. */
function answers(system: FileSystem, at: string): unknown[] {
  const questions = [
    () => system.exists(at),
    () => Buffer.from(system.read(at)).toString(),
    () => system.status(at).kind,
    () => (system.status(at).kind === 'file' ? system.status(at).size : null),
    () => system.list(at),
    () => system.realPath(at),
  ];
  return questions.map((ask) => {
    try {
      return ask();
    } catch (error) {
      // The rest of them says that nothing is there to be read; which word it has for that differs.
      return codeOf(error) === '' ? error : 'cannot';
    }
  });
}

it('answers as a disk with the same files does', () => {
  fc.assert(
    fc.property(tree, path, (texts, wanted) => {
      const folder = folderOf(texts);
      const alone = new TextFiles(bytesIn(folder, texts), null);
      for (const at of [join(folder, wanted), dirname(join(folder, wanted))].filter((at) => at !== folder))
        expect(answers(alone, at)).toEqual(answers(nodeFileSystem, at));
    }),
    { numRuns: 60 },
  );
});

it('lies over a disk, as if the texts had been written', () => {
  fc.assert(
    fc.property(tree, tree, (below, above) => {
      const both = { ...below, ...above };
      const paths = Object.keys(both);
      fc.pre(paths.every((one) => paths.every((other) => !other.startsWith(`${one}/`))));
      const [folder, expected] = [folderOf(below), folderOf(both)];
      const laid = new TextFiles(bytesIn(folder, above), nodeFileSystem);
      for (const at of new Set([...paths, ...paths.map(dirname), 'absent'])) {
        // Where it lies differs by the folder.
        const [said, wanted] = [answers(laid, join(folder, at)), answers(nodeFileSystem, join(expected, at))];
        expect(said.slice(0, -1), at).toEqual(wanted.slice(0, -1));
      }
    }),
    { numRuns: 60 },
  );
});

it('does not access the disk except on request', async () => {
  const accesses: string[] = [];
  listenToReading((at) => accesses.push(at));
  try {
    const text =
      'include /etc/hostname\ninclude /etc/*.conf\ninclude a.conf\n<domain gmail.com>\n max-smtp-out 400\n';
    const files = { 'a.conf': 'domain-key k,*,/etc/pmta/k.pem\n' };
    const settings = { rules: { 'invalid-value': 'off' }, baseline: 'known.json', entry: 'config' } as const;
    await lint({ text, files }, { settings });
    await lint({ text, files, path: '/etc/pmta/config' }, { settings: 'nearest', cwd: '/etc' });
    await fix({ text, files }, { settings });
  } finally {
    listenToReading(null);
  }
  expect(accesses).toEqual([]);
});
