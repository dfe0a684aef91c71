import { resolve } from 'node:path';
import { UsageError } from '../base/usage-error.ts';
import type { Model } from '../model/model.ts';
import { Coverage } from '../replies/coverage.ts';
import { readLines } from './reply-file.ts';
import { replyReader, type Fallback, type LeftOut } from './reply-input.ts';

export interface CoveredFile {
  readonly kind: 'accounting' | 'lines';
  readonly coverage: Coverage;
  readonly leftOut: LeftOut;
}

/** Reads the replies of a file, given as on the command line. Throws a UsageError if it is unreadable or has no reply. */
export async function coverReplies(
  file: string,
  workingDirectory: string,
  fallback: Fallback,
  model: Model,
  onProgress: (lines: number) => void,
): Promise<CoveredFile> {
  const coverage = new Coverage(model);
  const reader = replyReader(file, fallback, (reply) => coverage.add(reply));
  await readLines(file, resolve(workingDirectory, file), reader, onProgress);
  await reader.end();
  const { kind, leftOut } = reader;
  if (kind === null) throw new UsageError(`--file '${file}' is empty`);
  const { accepted, otherRecords, withoutReply, misshapen } = leftOut;
  if (coverage.count + accepted + otherRecords + withoutReply + misshapen === 0)
    throw new UsageError(`--file '${file}' has a header and no records`);
  return { kind, coverage, leftOut };
}
