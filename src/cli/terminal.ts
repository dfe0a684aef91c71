import { fstatSync, statSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';
import { isAbsolute } from 'node:path';
import { codeOf, reasonOf } from '../model/source/file-system.ts';
import { UsageError } from '../base/usage-error.ts';
import type { Environment } from '../git/git.ts';
import { visible } from '../base/visible.ts';

/** Where a command runs and writes to; tests bring their own. */
export interface CliContext {
  readonly workingDirectory: string;
  readonly environment: Environment;
  readonly output: Output;
  readonly errors: Output;
  /** All of standard input. Fails like a file, with a `code`, for a folder and for more bytes. */
  readonly readInput: (mostBytes: number) => Promise<Uint8Array>;
}

export interface Output {
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  /** Resolves when the text is written, also if the reader is gone. Fails with a UsageError with the reason. */
  write(text: string | Uint8Array): Promise<void>;
}

/** Whether the reader has closed the pipe, which is not a failure. */
function isClosed(error: unknown): boolean {
  return codeOf(error) === 'EPIPE';
}

function unwritten(error: unknown): UsageError {
  return new UsageError(`the output cannot be written: ${reasonOf(error)}`);
}

const ignore = (): void => undefined;

function streamOutput(stream: NodeJS.WriteStream): Output {
  // The write reports it.
  stream.on('error', ignore);
  return {
    isTerminal: stream.isTTY,
    columns: stream.columns,
    write: (text) =>
      new Promise((resolve, reject) => {
        const end = (error?: unknown): void => {
          if (error === undefined || error === null || isClosed(error)) resolve();
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

/** The output for messages, whose failures are ignored. */
function forMessages(output: Output): Output {
  return { ...output, write: (text) => output.write(text).catch(ignore) };
}

/** A file or a pipe without Node's stream, which takes milliseconds to set up; a full pipe goes on as a stream. */
function plainOutput(descriptor: number, stream: () => NodeJS.WriteStream): Output {
  return {
    isTerminal: false,
    columns: undefined,
    async write(text) {
      let rest: Uint8Array = typeof text === 'string' ? Buffer.from(text) : text;
      try {
        while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
      } catch (error) {
        if (isClosed(error)) return;
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
    // A closed descriptor, which the stream handles.
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
    // A closed descriptor, which the stream handles.
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

/** Base of relative paths; falls back to PWD if the folder was removed. */
function workingDirectory(environment: Environment): string {
  try {
    return process.cwd();
  } catch {
    const { PWD = '' } = environment;
    return isAbsolute(PWD) ? PWD : devNull;
  }
}

export function contextOfProcess(): CliContext {
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

/** Whether an output is coloured: by the option, else by NO_COLOR or FORCE_COLOR, else on a terminal. */
export function wantsColour(choice: boolean | undefined, output: Output, environment: Environment): boolean {
  if (choice !== undefined) return choice;
  if ((environment.NO_COLOR ?? '') !== '') return false;
  const forced = environment.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return output.isTerminal && environment.TERM !== 'dumb';
}

/** How a text for people is printed; `columns` is undefined if it is not on a terminal. */
export function textStyle(
  { output, environment }: CliContext,
  choice: boolean | undefined,
): { readonly colour: boolean; readonly columns: number | undefined } {
  return {
    colour: wantsColour(choice, output, environment),
    columns: output.isTerminal ? (output.columns ?? NaN) : undefined,
  };
}

export async function warn({ errors }: CliContext, message: string): Promise<void> {
  await errors.write(`pmta-lint: ${visible(message)}\n`);
}

/** Shows progress on standard error, on a terminal and once it takes longer than a second. */
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
