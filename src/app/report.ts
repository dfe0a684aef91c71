import type { Document } from '../../grammar/tree.ts';
import type { LineTable } from '../../grammar/lines.ts';
import type { Range } from '../../grammar/range.ts';
import type { BaselineResult } from '../engine/baseline-result.ts';
import type { Finding, FixCounts } from '../engine/finding.ts';
import type { WithheldFix } from '../fix/passes.ts';

export type { WithheldFix };

export interface ReportedFile {
  /** Absolute, as the findings name it. */
  readonly path: string;
  /** The decoded text that all offsets refer to. */
  readonly source: string;
  readonly lines: LineTable;
  readonly document: Document;
  readonly directives: number;
  /** False if not all of a configuration could be read, so that some rules did not report. */
  readonly complete: boolean;
  /** Ranges that are never shown, from their start to the end of the line. Any order. */
  readonly secrets: readonly Range[];
}

/** The includes of a configuration that were not read, so that some rules did not report. */
export interface UnreadIncludes {
  /** Of the file with the first one; absolute. */
  readonly path: string;
  /** Of the first one, from 1. */
  readonly line: number;
  /** Which, why, and what to do. */
  readonly text: string;
}

/** Something that kept pmta-lint from doing its job; not a finding. */
export interface Failure {
  readonly path?: string;
  readonly rule?: string;
  readonly message: string;
}

/** The results of one run. Every format is a function from this to a text. */
export interface Report {
  /** Absolute; paths below it are shown relative to it. */
  readonly workingDirectory: string;
  /** Absolute; paths for code hosts are relative to it: the top of the work tree, if known. */
  readonly checkout: string;
  readonly files: readonly ReportedFile[];
  /** Files that were only read for the others: locations in them may be shown. */
  readonly context?: readonly ReportedFile[];
  /** One for each configuration that has some; absent for none. */
  readonly unread?: readonly UnreadIncludes[];
  /** In the order in which they are shown: by path, start, rule. */
  readonly findings: readonly Finding[];
  readonly failures: readonly Failure[];
  /** Findings that were fixed, by the effect of their fix, and fixes that were not applied. */
  readonly fixes: {
    readonly fixed: FixCounts;
    readonly withheld: readonly WithheldFix[];
  };
  /** Number of findings suppressed by comments, settings or a baseline. */
  readonly suppressed: number;
  /** What a baseline hides of them, where there is one. */
  readonly known?: BaselineResult;
  /** The change that the findings are due to (`since main`); absent for all findings. */
  readonly change?: string;
  /** Whether warnings and infos are counted but not listed. */
  readonly quiet: boolean;
  readonly colour: boolean;
  /** Columns of the terminal, 80 in a pipe. */
  readonly width: number;
  readonly version: string;
  /** What to type next, for instance `pmta-lint --fix`. */
  readonly nextCommand?: string | undefined;
}
