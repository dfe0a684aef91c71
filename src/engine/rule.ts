import type { Range } from '../../grammar/range.ts';
import type { Model } from '../model/model.ts';
import type { SourceFile } from '../model/source/source-file.ts';
import type { FixSafety, Severity } from './finding.ts';
import type { DirectiveComment } from './directive-comment.ts';
import type { OptionsInForce, RuleOptions } from './rule-options.ts';
import type { Settings } from './settings.ts';

/** What a rule belongs to; also the folder it lies in. */
export type Category =
  | 'syntax'
  | 'names'
  | 'patterns'
  | 'throttling'
  | 'queues'
  | 'bounces'
  | 'authentication'
  | 'security'
  | 'operations'
  | 'suppressions';

/** A stretch of a file. */
export interface Location {
  readonly file: SourceFile;
  readonly range: Range;
}

/** One replacement in a file; `start === end` inserts. */
export interface RuleEdit extends Location {
  readonly text: string;
}

/** What would mend a finding. */
export interface RuleFix {
  readonly safety: FixSafety;
  /** In the imperative, without a full stop. */
  readonly title: string;
  readonly edits: readonly RuleEdit[];
}

/** What a rule reports. */
export interface RuleFinding {
  readonly location: Location;
  /** What is there, what is wise or legal, what it does to mail. Never holds a secret. */
  readonly message: string;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly related?: readonly (Location & { readonly message: string })[];
  /** A function where working it out takes time: it is asked only when the fix is shown or applied. */
  readonly fix?: RuleFix | null | (() => RuleFix | null);
  /** The stretch of the same file in which overruled rules stay silent; the line of `at` if absent. */
  readonly silencesRange?: Range;
}

/** What a rule works with. */
export interface RuleContext {
  readonly model: Model;
  readonly settings: Settings;
  /** The rule's options for findings in a file: settings, flags and comments may say another thing for each. */
  readonly optionsIn: (file: SourceFile) => OptionsInForce;
  /**
   * The comments in the configuration that speak to this tool, by file and line, and what became of each. None as long
   * as that is not known: only rules that run last have an answer.
   */
  readonly comments: readonly DirectiveComment[];
  readonly report: (finding: RuleFinding) => void;
}

/** A rule: what it is, and the check. One folder each, with the page that explains it. */
export interface Rule {
  /** Reads well after "allow". */
  readonly id: string;
  readonly category: Category;
  readonly severity: Severity;
  /** The smallest preset that has it. Findings of severity info need preset strict in any case. */
  readonly preset: 'recommended' | 'strict';
  readonly fix: FixSafety | 'none';
  /** One line for tables. */
  readonly summary: string;
  readonly options?: RuleOptions;
  /**
   * Rules that stay silent about what this one has reported: one cause, one finding. `all` for every rule.
   */
  readonly supersedes?: readonly string[] | 'all';
  /**
   * Its findings follow from the file alone: they are the same when the file is read without what includes it and what
   * it includes. Only of such a rule a comment in a fragment, or where an include is unread, can be said to be unused.
   */
  readonly standsAlone?: true;
  /**
   * Its check asks `comments`, which are judged by what the other rules have found, so it runs when all of these have
   * spoken about all configurations.
   */
  readonly runs?: 'last';
  /**
   * Directives, and sections like `<source>`, that its findings speak of: where none of them is written it has nothing to
   * say, and its check is left out. A fragment that is the inside of a section counts as one. Absent for a rule that also
   * speaks about what is missing, or about any line.
   */
  readonly requires?: readonly string[];
  check(context: RuleContext): void;
}
