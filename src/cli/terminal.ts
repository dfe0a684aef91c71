import { fstatSync, statSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';
import { codeOf } from '../model/file-system.ts';

/** Where the command writes to and what it knows of its surroundings; tests bring their own. */
export interface Surroundings {
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  readonly errors: Output;
  /** All of standard input. */
  readonly readInput: () => Promise<Uint8Array>;
}

export interface Output {
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  write(text: string | Uint8Array): Promise<void>;
}

/** An output of this process as a stream, which can wait for its reader. */
function streamOutput(stream: NodeJS.WriteStream): Output {
  return {
    isTerminal: stream.isTTY,
    columns: stream.columns,
    // Resolves when the text is on its way, also where the reader is gone.
    write: (text) =>
      new Promise((resolve) => {
        stream.write(text, () => {
          resolve();
        });
      }),
  };
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
        // A reader that has seen enough is no failure.
        if (codeOf(error) === 'EPIPE') return;
        if (codeOf(error) !== 'EAGAIN') throw error;
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

async function readAll(stream: NodeJS.ReadStream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** The surroundings of this process. */
export function processSurroundings(): Surroundings {
  return {
    workingDirectory: process.cwd(),
    environment: process.env,
    output: outputOf(1, () => process.stdout),
    errors: outputOf(2, () => process.stderr),
    readInput: () => readAll(process.stdin),
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
