import type { Position } from '../../grammar/lines.ts';
import type { ReplyMeaning, ReplyRemedy } from '../catalog/replies.ts';
import type { ChangeSubject } from '../compare/change.ts';
import type { Risk } from '../compare/risk.ts';
import type { FixCounts, FixEffect, MessageData, Severity } from '../engine/finding.ts';
import type { SettingScope } from '../model/scopes/queue.ts';
import type { Failure, WithheldFix } from '../app/report.ts';

/*
 * What the JSON formats hold, version 1: the command prints it, the library returns it, schemas/ describes it. Paths have
 * slashes, and are relative to the working directory for what is under it.
 */

/** A place in a text with its offset from the start, in UTF-16 units; a byte-order mark is one. */
export interface TextPoint extends Position {
  readonly offset: number;
}

/** A line of a configuration. */
export interface LinePlace {
  readonly path: string;
  readonly start: Position;
}

/** A range of a text, and its new text. */
export interface ReportedEdit {
  readonly path: string;
  /** Offsets. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a rule proposes. */
export interface ReportedFix {
  readonly effect: FixEffect;
  readonly title: string;
  readonly edits: readonly ReportedEdit[];
}

/** Another place that explains a finding. */
export interface RelatedPlace {
  readonly path: string;
  readonly start: TextPoint;
  readonly end: TextPoint;
  readonly message: string;
}

/** Something that a rule found. */
export interface ReportedFinding {
  readonly rule: string;
  readonly category: string;
  readonly severity: Severity;
  /** With `data.subject`, what identifies the finding; its text may be reworded. */
  readonly messageId: string;
  readonly message: string;
  /** Names and numbers in the message. */
  readonly data: MessageData;
  readonly path: string;
  readonly start: TextPoint;
  /** After the last character. */
  readonly end: TextPoint;
  readonly related: readonly RelatedPlace[];
  /** Null where there is none, and where its text would repeat a secret. */
  readonly fix: ReportedFix | null;
  /** The command that prints the page of the rule. */
  readonly docs: string;
}

/** A file that was read. */
export interface CheckedFile {
  readonly path: string;
  readonly lines: number;
  readonly directives: number;
  /** False where an include could not be read: what needs the whole was not checked. */
  readonly complete: boolean;
}

/** What a baseline hides, and what it knows and is no longer found. */
export interface BaselineUse {
  readonly path: string;
  readonly hidden: number;
  /** How many of the hidden findings are errors. */
  readonly hiddenErrors: number;
  readonly stale: readonly {
    readonly rule: string;
    readonly path: string;
    /** Sections and directive. */
    readonly place: string;
    readonly count: number;
  }[];
}

/** What was found in a configuration. */
export interface LintReport {
  readonly version: 1;
  readonly tool: { readonly name: 'pmta-lint'; readonly version: string };
  /** The files that were read, includes too, by path. */
  readonly files: readonly CheckedFile[];
  /** By path, start and rule. */
  readonly findings: readonly ReportedFinding[];
  /** Look here first: where it is not empty, something was not checked. */
  readonly failures: readonly Failure[];
  readonly fixes: {
    /** Findings that were fixed. */
    readonly applied: number;
    readonly effects: FixCounts;
    readonly withheld: readonly WithheldFix[];
  };
  /** Only with a baseline. */
  readonly baseline?: BaselineUse;
  readonly summary: {
    readonly files: number;
    readonly lines: number;
    readonly errors: number;
    readonly warnings: number;
    readonly infos: number;
    readonly fixable: FixCounts;
    /** Findings that comments or a baseline hide. */
    readonly suppressed: number;
  };
}

/** A setting that is overridden. */
export interface OverriddenSetting {
  readonly value: string | null;
  readonly path: string;
  readonly start: Position;
  readonly scope: SettingScope;
  readonly pattern: string;
  /** Why the other one wins. */
  readonly reason: string;
}

/** An effective setting of a queue; of a directive that makes a list, one entry of it. */
export interface EffectiveSetting {
  readonly directive: string;
  /** Without quotes; `***` for a secret, null where no default is known. */
  readonly value: string | null;
  /** Null for a default, as is `start`. */
  readonly path: string | null;
  readonly start: Position | null;
  readonly scope: SettingScope;
  /** The argument of the `<domain>` tag as written; null for a default. */
  readonly pattern: string | null;
  readonly beat: readonly OverriddenSetting[];
}

/** The effective settings of a queue. */
export interface EffectiveReport {
  readonly version: 1;
  readonly domain: string;
  /** Null for {default}. */
  readonly vmta: string | null;
  /** `domain/vmta`, after queue-to and a rollup. */
  readonly queue: string;
  /** The rollup that the mail is taken to fall into; null for none. */
  readonly rollup: string | null;
  /** False where an include could not be read. */
  readonly complete: boolean;
  /** By name, defaults included. */
  readonly settings: readonly EffectiveSetting[];
}

/** A change for mail. */
export interface ReportedChange {
  readonly subject: ChangeSubject;
  /** What it applies to, where that is one domain, one VMTA, one name. */
  readonly domain?: string;
  readonly vmta?: string;
  readonly name?: string;
  /** Absent where a whole section came or went. */
  readonly directive?: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly risk: Risk;
  /** The number of queues, sources or ranges it applies to. */
  readonly count: number;
  /** The lines responsible; null for a default. */
  readonly old: LinePlace | null;
  readonly new: LinePlace | null;
}

/** What changes for mail from one configuration to another. */
export interface CompareReport {
  readonly version: 1;
  /** False where not all was compared: an include could not be read, or there are too many queues. */
  readonly complete?: false;
  /** Whether anything changes. */
  readonly mail: boolean;
  /** The most severe first. */
  readonly changes: readonly ReportedChange[];
}

/** A rule of a pattern list that matches a reply. */
export interface PatternMatch extends LinePlace {
  /** What is between the slashes. */
  readonly pattern: string;
  readonly actions: readonly string[];
  /** Whether any of its actions is taken. */
  readonly decides: boolean;
}

/** A rule of a pattern list of which it is not known whether it matches. */
export interface UndecidedPattern extends LinePlace {
  readonly pattern: string;
  readonly actions: readonly string[];
  /** The obstacle, as in "a look-around". */
  readonly reason: string;
}

/** What is known of the words of a reply. */
export interface ReportedMeaning {
  /** Its id in the catalog. */
  readonly reply: string;
  /** Null for wording of widespread software. */
  readonly provider: string | null;
  readonly kind: ReplyMeaning;
  readonly remedy: ReplyRemedy;
  readonly text: string;
}

/** A known reply with the codes of another one. */
export interface SameCode {
  /** Its id in the catalog. */
  readonly reply: string;
  readonly kind: ReplyMeaning;
  readonly remedy: ReplyRemedy;
  readonly example: string;
}

/** What PowerMTA does with a reply, whatever queue it was given in. */
export interface ReplyDecision {
  readonly matches: readonly PatternMatch[];
  readonly undecided?: readonly UndecidedPattern[];
  /** Those that are taken, in order. */
  readonly actions: readonly string[];
  readonly mode: 'normal' | 'backoff' | 'unchanged';
  /** Null for a reply that does not bounce; `unknown` where nothing gives a category. */
  readonly bounceCategory: string | null;
  readonly meaning?: ReportedMeaning;
  /** Of a reply that is codes alone: what its provider uses them for. */
  readonly sameCodes?: readonly SameCode[];
  readonly advice?: readonly string[];
  /** The line to add to the list, where nothing matches and something should. */
  readonly add?: string;
}

/** What PowerMTA does with an SMTP reply in a queue. */
export interface ReplyReport extends ReplyDecision {
  readonly version: 1;
  readonly domain: string;
  readonly vmta: string | null;
  readonly queue: string;
  /** There only where an include could not be read. */
  readonly complete?: false;
  /** The effective smtp-pattern-list; null for none. */
  readonly list: string | null;
}
