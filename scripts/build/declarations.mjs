import { join } from 'node:path';
import { generateDtsBundle } from 'dts-bundle-generator';

/**
 * The types of the library in one file. The published package has no dependencies, so a type that comes from a library
 * is a mistake of the entry.
 * @param {{ root: string, entry: string }} options the folder of the package, and a path relative to it
 * @returns {string} the text of the declaration file
 * @throws {Error} if the types do not hold, or need another package
 */
export function declarations({ root, entry }) {
  const [text] = generateDtsBundle(
    [{ filePath: join(root, entry), output: { noBanner: true, exportReferencedTypes: false } }],
    { preferredConfigPath: join(root, 'tsconfig.json') },
  );
  const foreign = [...text.matchAll(/(?:from|import\() ?['"]([^'"]+)['"]/g)]
    .map((match) => match[1])
    .filter((name) => !name.startsWith('node:'));
  if (foreign.length > 0) throw new Error(`the types of the library need ${foreign.join(', ')}`);
  return text;
}
