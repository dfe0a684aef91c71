import type { Finding } from '../../engine/finding.ts';
import type { KnownFindings } from '../../engine/baseline-result.ts';
import type { LineTable } from '../../../grammar/lines.ts';
import type { Range } from '../../../grammar/range.ts';
import type { Document } from '../../../grammar/tree.ts';
import type { PathWriter } from '../paths.ts';

/** One file that was checked, as the reports need it. */
export interface ReportedFile {
  /** Absolute, as the findings name it. */
  readonly path: string;
  /** The decoded text that all offsets refer to. */
  readonly source: string;
  readonly lines: LineTable;
  readonly document: Document;
  /** Number of directives in the file. */
  readonly directives: number;
  /** False if an include could not be read, so that checks of the whole stayed silent. */
  readonly complete: boolean;
  /** Stretches never to be shown: from the start of each one to the end of its line. Any order. */
  readonly secrets: readonly Range[];
}

/** What a configuration does not hold because it was not read: checks of the whole stayed silent. */
export interface UnreadIncludes {
  /** Absolute, of the file that the first one stands in. */
  readonly path: string;
  /** Of the first one, from 1. */
  readonly line: number;
  /** Which, why, and what to do; to be read behind the place. */
  readonly text: string;
}

/** Something that kept the tool from doing its job; not a finding. */
export interface Failure {
  readonly path?: string;
  readonly rule?: string;
  readonly message: string;
}

/** A fix that was not applied because it would not have kept its promise. */
export interface WithheldFix {
  readonly rule: string;
  readonly path: string;
  readonly reason: string;
}

/** All that one run has to say. Every format is a function from this to a text. */
export interface Report {
  /** Absolute; paths below it are shown relative to it. */
  readonly workingDirectory: string;
  /** Absolute; code hosts take the paths that they are given as relative to it: the top of the work tree, if known. */
  readonly checkout: string;
  readonly files: readonly ReportedFile[];
  /** Files that were read for the sake of the others: places in them may be shown, and that is all. */
  readonly context?: readonly ReportedFile[];
  /** One for each configuration that has some; absent for none. */
  readonly unread?: readonly UnreadIncludes[];
  /** In the order in which they are shown: by path, start, rule. */
  readonly findings: readonly Finding[];
  readonly failures: readonly Failure[];
  readonly fixes: { readonly applied: number; readonly withheld: readonly WithheldFix[] };
  /** Number of findings silenced by comments, settings or a baseline. */
  readonly suppressed: number;
  /** What a baseline hides of them, where one was asked. */
  readonly known?: KnownFindings;
  /** Which change the findings are due to, to go on with (`since main`); absent for all findings. */
  readonly change?: string;
  /** Leave warnings and infos out of the list; counts stay. */
  readonly quiet: boolean;
  readonly colour: boolean;
  /** Columns of the terminal, 80 in a pipe. */
  readonly width: number;
  /** Version of the tool. */
  readonly version: string;
  /** What to type next, for instance `pmta-lint --fix`. */
  readonly nextCommand?: string | undefined;
}

/** The findings that a report lists: all, or the errors alone if it is quiet. */
export function listedFindings({ findings, quiet }: Report): readonly Finding[] {
  return quiet ? findings.filter(({ severity }) => severity === 'error') : findings;
}

/** All files whose text may be shown. */
export function filesToShow({ files, context = [] }: Report): readonly ReportedFile[] {
  return [...files, ...context];
}

/** All files whose text may be shown, by path. */
export function filesByPath(report: Report): ReadonlyMap<string, ReportedFile> {
  return new Map(filesToShow(report).map((file) => [file.path, file]));
}

/** `config:12:3`; the path alone where the file was not read. */
export function placeOfFinding(
  { path, start }: Finding,
  file: ReportedFile | undefined,
  shown: PathWriter,
): string {
  const position = file?.lines.positionAt(start);
  return position === undefined ? shown(path) : `${shown(path)}:${position.line}:${position.column}`;
}

/** The command that prints the page of a rule. */
export function explainCommand(rule: string): string {
  return `pmta-lint explain ${rule}`;
}
