import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../src/cli/main.ts';
import { folderOf, type Files } from '../support/folders.ts';
import type { CliContext, Output } from '../../src/cli/terminal.ts';

/** What a call finds around it; a pipe and an empty environment unless it says otherwise. */
export interface Given {
  readonly files?: Files;
  /** Below the folder of the files. */
  readonly workingDirectory?: string;
  readonly environment?: CliContext['environment'];
  readonly input?: string | Uint8Array;
  /** Columns of a terminal on standard output. */
  readonly terminal?: number;
  /** Columns of a terminal on standard error. */
  readonly errorTerminal?: number;
}

/** What came of a call. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stdoutBytes: Buffer;
  readonly stderr: string;
  /** The folder of the files. */
  readonly folder: string;
  /** The bytes of a file now. */
  readonly read: (path: string) => Buffer;
}

function recorder(columns: number | undefined): Output & { readonly bytes: () => Buffer } {
  const parts: Buffer[] = [];
  return {
    isTerminal: columns !== undefined,
    columns,
    write: (text) => {
      parts.push(Buffer.from(text as string));
      return Promise.resolve();
    },
    bytes: () => Buffer.concat(parts),
  };
}

/** Runs the command in this process, in a folder that exists. */
export async function runIn(folder: string, argv: readonly string[], given: Given = {}): Promise<Outcome> {
  const output = recorder(given.terminal);
  const errors = recorder(given.errorTerminal);
  const exitCode = await main(argv, {
    workingDirectory: join(folder, given.workingDirectory ?? ''),
    environment: given.environment ?? {},
    output,
    errors,
    readInput: () => Promise.resolve(Buffer.from((given.input ?? '') as string)),
  });
  const stdoutBytes = output.bytes();
  return {
    exitCode,
    stdout: stdoutBytes.toString(),
    stdoutBytes,
    stderr: errors.bytes().toString(),
    folder,
    read: (path) => readFileSync(join(folder, path)),
  };
}

/** Runs the command in this process, in a new folder with the given files. */
export function run(argv: readonly string[], given: Given = {}): Promise<Outcome> {
  return runIn(folderOf(given.files ?? {}), argv, given);
}
