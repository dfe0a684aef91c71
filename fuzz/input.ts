import type { FileSystem } from '../src/model/source/file-system.ts';
import { memoryFileSystem } from '../test/support/memory-file-system.ts';

/** The checks, one file in checks/ each. */
export const TARGETS = ['parse', 'lint', 'fix', 'compare', 'reply', 'report'] as const;
export type Target = (typeof TARGETS)[number];

/** The file that is loaded; it includes the others. */
export const MAIN = 'config';
export const FOLDER = '/etc/pmta';

/** Files by their name below the folder. A character is one byte, so that invalid UTF-8 can be handled as text. */
export type ByteTexts = Readonly<Record<string, string>>;

export interface Input {
  readonly files: ByteTexts;
  /** The queue and the reply to explain. */
  readonly domain: string;
  readonly vmta: string | null;
  readonly reply: string;
  /** The seed of random choices in a check. */
  readonly draw: number;
}

/** The bytes of a text as UTF-8, one character each. */
export function byteText(text: string): string {
  return Buffer.from(text).toString('latin1');
}

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** The bytes of an input. */
export function sizeOf({ files, domain, reply }: Input): number {
  return Object.values(files).reduce((sum, text) => sum + text.length, domain.length + reply.length);
}

export function fileSystemOf(files: ByteTexts): FileSystem {
  return memoryFileSystem(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${FOLDER}/${name}`, bytesOf(text)])),
  );
}
