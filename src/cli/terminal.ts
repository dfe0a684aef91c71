import { fstatSync, statSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';
import { isAbsolute } from 'node:path';
import { codeOf } from '../model/source/file-system.ts';
import { reasonOf } from '../model/source/io-errors.ts';
import { UsageError } from '../base/usage-error.ts';

/** Where the command writes to and what it knows of its surroundings; tests bring their own. */
export interface Surroundings {
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  readonly errors: Output;
  /** All of standard input. Fails with an error with a `code`, as files do, for a folder and for more than so many bytes. */
  readonly readInput: (mostBytes: number) => Promise<Uint8Array>;
}

export interface Output {
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  /** Resolves when the text is on its way, also where the reader is gone. Fails with a UsageError that says why not. */
  write(text: string | Uint8Array): Promise<void>;
}

/** A reader that has seen enough is no failure. */
function isGone(error: unknown): boolean {
  return codeOf(error) === 'EPIPE';
}

function unwritten(error: unknown): UsageError {
  return new UsageError(`the output cannot be written: ${reasonOf(error)}`);
}

function ignore(): void {
  // Said by the write itself, or nobody is there to be told.
}

/** An output of this process as a stream, which can wait for its reader. */
function streamOutput(stream: NodeJS.WriteStream): Output {
  stream.on('error', ignore);
  return {
    isTerminal: stream.isTTY,
    columns: stream.columns,
    write: (text) =>
      new Promise((resolve, reject) => {
        const end = (error?: unknown): void => {
          if (error === undefined || error === null || isGone(error)) resolve();
          else reject(unwritten(error));
        };
        if (text.length === 0) {
          end();
          return;
        }
        try {
          stream.write(text, end);
        } catch (error) {
          end(error);
        }
      }),
  };
}

/** The output for messages: whoever closed it does not want to hear of it. */
function forMessages(output: Output): Output {
  return { ...output, write: (text) => output.write(text).catch(ignore) };
}

/**
 * A file or a pipe, written to without Node's stream for it: setting that up takes some milliseconds of every run. A pipe that is
 * full and does not wait goes on as a stream.
 */
function plainOutput(descriptor: number, stream: () => NodeJS.WriteStream): Output {
  return {
    isTerminal: false,
    columns: undefined,
    async write(text) {
      let rest: Uint8Array = typeof text === 'string' ? Buffer.from(text) : text;
      try {
        while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
      } catch (error) {
        if (isGone(error)) return;
        if (codeOf(error) !== 'EAGAIN') throw unwritten(error);
        await streamOutput(stream()).write(rest);
      }
    },
  };
}

function outputOf(descriptor: number, stream: () => NodeJS.WriteStream): Output {
  try {
    const status = fstatSync(descriptor);
    const isTerminalOrNull = status.isCharacterDevice();
    if (!isTerminalOrNull || status.rdev === statSync(devNull).rdev) return plainOutput(descriptor, stream);
  } catch {
    // A closed descriptor: the stream knows what to do with it.
  }
  return streamOutput(stream());
}

function refused(code: string): Error {
  return Object.assign(new Error(`${code}: standard input`), { code });
}

function isFolder(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isDirectory();
  } catch {
    // A closed descriptor: the stream knows what to do with it.
    return false;
  }
}

async function readAll(stream: NodeJS.ReadStream, mostBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > mostBytes) throw refused('EFBIG');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Where relative paths begin. In a folder that was removed nothing is found, and absolute paths lead on as ever. */
function workingDirectory(environment: Surroundings['environment']): string {
  try {
    return process.cwd();
  } catch {
    const { PWD = '' } = environment;
    return isAbsolute(PWD) ? PWD : devNull;
  }
}

/** The surroundings of this process. */
export function processSurroundings(): Surroundings {
  return {
    workingDirectory: workingDirectory(process.env),
    environment: process.env,
    output: outputOf(1, () => process.stdout),
    errors: forMessages(outputOf(2, () => process.stderr)),
    readInput: async (mostBytes) => {
      // Node's stream takes a folder for an empty file.
      if (isFolder(0)) throw refused('EISDIR');
      return readAll(process.stdin, mostBytes);
    },
  };
}

/**
 * Whether an output is to be coloured: as the call says, else as NO_COLOR or FORCE_COLOR say, else where a terminal
 * reads it.
 */
export function wantsColour(
  choice: boolean | undefined,
  output: Output,
  environment: Surroundings['environment'],
): boolean {
  if (choice !== undefined) return choice;
  if ((environment.NO_COLOR ?? '') !== '') return false;
  const forced = environment.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return output.isTerminal && environment.TERM !== 'dumb';
}

/** Says on standard error what is being done, on a terminal and once it takes longer than a second. */
export class Progress {
  readonly #start = Date.now();
  #last = 0;
  #shown = false;

  constructor(readonly errors: Output) {}

  say(text: string): void {
    const now = Date.now();
    if (!this.errors.isTerminal || now - this.#start < 1000 || now - this.#last < 100) return;
    this.#last = now;
    this.#shown = true;
    void this.errors.write(`\r\u001b[K${text}`);
  }

  async end(): Promise<void> {
    if (this.#shown) await this.errors.write('\r\u001b[K');
    this.#shown = false;
  }
}
