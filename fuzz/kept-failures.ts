import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bytesOf, type Input, type Target } from './input.ts';
import type { Failure } from './judge.ts';

const RECORD = 'failure.json';

/** A failure with the input that shows it. */
export interface Found {
  readonly target: Target;
  readonly failure: Failure;
  readonly input: Input;
  /** How the input was found. */
  readonly seed: number;
  readonly number: number;
}

/** Writes a failure into a new folder below `folder`: its files, and a record for `readFailure`. */
export function keepFailure(folder: string, found: Found): string {
  const { target, failure, input } = found;
  const hash = createHash('sha256').update(failure.key).digest('hex').slice(0, 8);
  const kept = join(folder, `${target}-${hash}`);
  rmSync(kept, { recursive: true, force: true });
  for (const [name, text] of Object.entries(input.files)) {
    const path = join(kept, 'files', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytesOf(text));
  }
  const { files, ...question } = input;
  const record = { ...found, input: { ...question, files: Object.keys(files) } };
  writeFileSync(join(kept, RECORD), `${JSON.stringify(record, null, 2)}\n`);
  return kept;
}

/** Reads what `keepFailure` wrote; its files may have been edited. */
export function readFailure(kept: string): Found {
  const { input, ...found } = JSON.parse(readFileSync(join(kept, RECORD), 'utf8')) as Omit<Found, 'input'> & {
    readonly input: Omit<Input, 'files'> & { readonly files: readonly string[] };
  };
  const files = input.files.map((name) => [name, readFileSync(join(kept, 'files', name), 'latin1')]);
  return { ...found, input: { ...input, files: Object.fromEntries(files) as Input['files'] } };
}
