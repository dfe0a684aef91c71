import { dirname, resolve } from 'node:path';
import { kindAt } from '../../app/find-files.ts';
import { nearest } from '../../catalog/nearest.ts';
import { listOf } from '../../engine/message.ts';
import { FORMATS, type Format } from '../options.ts';
import type { LintOptions } from './options.ts';
import { UsageError } from '../../base/usage-error.ts';

/** A file that a report goes to; the path is absolute. */
export interface OutputFile {
  readonly format: Format;
  readonly path: string;
}

/** Where the reports of a call go; the standard output gets what suits the context if `standard` is null. */
export interface ReportTargets {
  readonly standard: Format | null;
  readonly files: readonly OutputFile[];
}

function outputFileOf(text: string, workingDirectory: string): OutputFile {
  const [, name = '', path = ''] = /^([^=]*)=([^]*)$/.exec(text) ?? [];
  const format = FORMATS.find((one) => one === name);
  const refuse = (reason: string): never => {
    throw new UsageError(`--output-file '${text}': ${reason}`);
  };
  if (name === '' || path === '') {
    return refuse(`give FORMAT=PATH, where FORMAT is ${listOf(FORMATS, FORMATS.length, 'or')}`);
  }
  if (format === undefined) {
    const near = nearest(name, FORMATS);
    return refuse(
      `there is no format '${name}'; ${near === undefined ? `give ${listOf(FORMATS, FORMATS.length, 'or')}` : `did you mean '${near}'?`}`,
    );
  }
  const absolute = resolve(workingDirectory, path);
  if (kindAt(absolute) === 'folder' || /[\\/]$/.test(path))
    return refuse(`'${path}' is a folder; give a file`);
  if (kindAt(dirname(absolute)) !== 'folder') return refuse(`there is no folder '${dirname(path)}'`);
  return { format, path: absolute };
}

/** Where reports go; of several `--format`, those with a file go only there. Throws a UsageError for contradictions. */
export function readTargets(
  { format, outputFile }: Pick<LintOptions, 'format' | 'outputFile'>,
  workingDirectory: string,
): ReportTargets {
  const files: OutputFile[] = [];
  for (const text of outputFile) {
    const file = outputFileOf(text, workingDirectory);
    if (files.some(({ path }) => path === file.path)) {
      throw new UsageError(`--output-file '${text}': another report goes there too; give each its own file`);
    }
    files.push(file);
  }
  const formats = [...new Set(format)];
  const [only] = formats;
  if (only !== undefined && formats.length === 1) return { standard: only, files };
  const left = formats.filter((one) => !files.some((file) => file.format === one));
  if (left.length > 1) {
    throw new UsageError(
      `--format ${listOf(left)}: standard output takes one; give the others a file, as in --output-file ${left.at(-1) ?? ''}=PATH`,
    );
  }
  return { standard: left[0] ?? null, files };
}
