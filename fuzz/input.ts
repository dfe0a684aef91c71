import type { FileSystem } from '../src/model/source/file-system.ts';
import { memoryFileSystem } from '../test/support/memory-file-system.ts';

/** The names of what is checked, one file in checks/ each. */
export const TARGETS = ['parse', 'lint', 'fix', 'compare', 'reply', 'report'] as const;
export type Target = (typeof TARGETS)[number];

/** The file that is loaded; the others are reached through includes. */
export const MAIN = 'config';
export const FOLDER = '/etc/pmta';

/**
 * Files by their name below the folder. Each character of a text is one byte of the file, so that bytes that are no
 * UTF-8 can be cut, joined and compared like any text.
 */
export type ByteTexts = Readonly<Record<string, string>>;

/** What one check is tried on. */
export interface Input {
  readonly files: ByteTexts;
  /** The queue and the reply that are asked about. */
  readonly domain: string;
  readonly vmta: string | null;
  readonly reply: string;
  /** Seeds what a check draws by itself. */
  readonly draw: number;
}

/** The bytes of a text as UTF-8, one character each. */
export function byteText(text: string): string {
  return Buffer.from(text).toString('latin1');
}

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** How many bytes an input has. */
export function sizeOf({ files, domain, reply }: Input): number {
  return Object.values(files).reduce((sum, text) => sum + text.length, domain.length + reply.length);
}

/** The files in memory, below the folder. */
export function fileSystemOf(files: ByteTexts): FileSystem {
  return memoryFileSystem(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${FOLDER}/${name}`, bytesOf(text)])),
  );
}
