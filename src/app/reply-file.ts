import { createReadStream, statSync } from 'node:fs';
import { count } from '../engine/message.ts';
import { whyNotText } from '../model/source/not-text.ts';
import { refuseLeaving } from './link-guard.ts';
import { reasonOf } from '../model/source/file-system.ts';
import { UsageError } from '../base/usage-error.ts';

/** Takes the lines of a file, as text, each block ending with a line end. */
export interface LineReader {
  /** @param firstLine The number of the block's first line, from 1 on. */
  read(block: string, firstLine: number): void | Promise<void>;
}

const LINE_FEED = 0x0a;
const LONGEST_LINE = 16 * 2 ** 20;

function whyNoReplies(head: Uint8Array): string | null {
  const [first, second] = head;
  if (first === 0x1f && second === 0x8b)
    return 'it is compressed: pipe it in (zcat FILE | pmta-lint reply … --file /dev/stdin)';
  return whyNotText(head);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The lines of a block, each with its end. */
function linesIn(block: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < block.length;) {
    const end = block.indexOf(LINE_FEED, start) + 1 || block.length;
    lines.push(block.subarray(start, end));
    start = end;
  }
  return lines;
}

/** Bytes as text: UTF-8, and lines that are not UTF-8 as Latin-1. */
function textOf(block: Buffer): string {
  try {
    return utf8.decode(block);
  } catch {
    const lines = linesIn(block);
    return lines.length === 1 ? block.toString('latin1') : lines.map(textOf).join('');
  }
}

/** Hands on the whole lines of a file of any size, block by block. Throws a UsageError for what is unreadable or no text. */
export async function readLines(
  name: string,
  path: string,
  reader: LineReader,
  onProgress: (lines: number) => void,
): Promise<void> {
  const refuse = (reason: string): never => {
    throw new UsageError(`--file '${name}' cannot be read: ${reason}`);
  };
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  let isFirst = true;
  const hand = async (block: Buffer): Promise<void> => {
    if (block.includes(0)) {
      const before = linesIn(block).findIndex((one) => one.includes(0));
      refuse(`line ${line + before}: it holds a NUL byte: that is no text`);
    }
    const text = textOf(block);
    await reader.read(line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text, line);
    for (let at = block.indexOf(LINE_FEED); at !== -1; at = block.indexOf(LINE_FEED, at + 1)) line++;
    onProgress(line);
  };
  refuseLeaving(name, path);
  try {
    if (statSync(path).isDirectory()) refuse('it is a folder');
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 18 })) {
      const bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      if (isFirst) {
        const reason = whyNoReplies(bytes);
        if (reason !== null) refuse(reason);
        isFirst = false;
      }
      const end = bytes.lastIndexOf(LINE_FEED) + 1;
      rest = bytes.subarray(end);
      if (rest.length > LONGEST_LINE)
        refuse(
          `line ${line} is longer than ${count(LONGEST_LINE / 2 ** 20, 'MiB', 'MiB')}: that is no reply`,
        );
      if (end > 0) await hand(bytes.subarray(0, end));
    }
    if (rest.length > 0) await hand(rest);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    refuse(reasonOf(error));
  }
}
