import type { Range } from '../../grammar/range.ts';
import type { Model } from '../model/model.ts';
import type { Location, SourceFile } from '../model/source/source-file.ts';
import type { DirectiveComment } from './directive-comment.ts';
import type { FixEffect, MessageData, Severity } from './finding.ts';
import type { EffectiveOptions, RuleOptions } from './rule-options.ts';
import type { Settings } from './settings.ts';

/** The category of a rule; also its folder. */
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

/** One replacement in a file; `start === end` inserts. */
export interface RuleEdit extends Location {
  readonly text: string;
}

/** The edits that repair a finding. */
export interface RuleFix {
  readonly effect: FixEffect;
  /** In the imperative, without a full stop. */
  readonly title: string;
  readonly edits: readonly RuleEdit[];
}

/** The text of a finding. Never holds a secret. */
export interface MessageText {
  /** The fact and the limit. */
  readonly message: string;
  /** What it does to mail or to loading. */
  readonly why?: string;
  /** What to do, in the imperative. */
  readonly help?: string;
}

/** The messages of a rule by id. A message id and its data identify a finding; its text may be reworded at any time. */
export type Messages = Readonly<Record<string, (data: never) => MessageText>>;

interface FindingParts {
  readonly location: Location;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly related?: readonly (Location & { readonly message: string })[];
  /** A function where finding the fix takes time: it is called only when the fix is shown or applied. */
  readonly fix?: RuleFix | null | (() => RuleFix | null);
  /** The range of the same file in which superseded rules are not reported; the line of `location` if absent. */
  readonly silencesRange?: Range;
}

/** The messages of any rule, as the engine calls them. */
export type AnyMessages = Readonly<Record<string, (data: MessageData | undefined) => MessageText>>;

/** A finding as a rule reports it: one of its message ids with the data of that message. */
export type RuleFinding<M extends Messages = AnyMessages> = M extends Messages
  ? {
      [Id in keyof M & string]: FindingParts & { readonly messageId: Id } & (Parameters<M[Id]> extends []
          ? { readonly data?: never }
          : { readonly data: Parameters<M[Id]>[0] });
    }[keyof M & string]
  : never;

/** What a rule works with. Without messages: for functions that do not report. */
export interface RuleContext<M extends Messages = never> {
  readonly model: Model;
  readonly settings: Settings;
  /** The rule's options for findings in a file: settings, flags and comments may differ by file. */
  readonly optionsIn: (file: SourceFile) => EffectiveOptions;
  /** Comments addressed to pmta-lint, by file and line, with their status. Empty except for rules that run last. */
  readonly comments: readonly DirectiveComment[];
  readonly report: (finding: RuleFinding<M>) => void;
}

interface RuleFacts {
  /** Reads well after "allow". */
  readonly id: string;
  readonly category: Category;
  readonly severity: Severity;
  /** The smallest preset that has it. Findings of severity info need preset strict in any case. */
  readonly preset: 'recommended' | 'strict';
  /** The effects that its fixes have; empty for a rule without fixes. */
  readonly fixes: readonly FixEffect[];
  /** One line for tables. */
  readonly summary: string;
  readonly options?: RuleOptions;
  /** Rules that are not reported where this one is: one cause, one finding. `all` for every other rule. */
  readonly supersedes?: readonly string[] | 'all';
  /**
   * Its findings depend on the file alone, not on includes. Only for such a rule can a suppression in a fragment, or
   * in a partial configuration, be called unused.
   */
  readonly standsAlone?: true;
  /** Its check reads `comments`, so it runs after all other rules have checked all configurations. */
  readonly runs?: 'last';
  /**
   * Directives, and sections such as `<source>`: without any of them in the configuration the check is skipped. Absent
   * for a rule that also reports what is missing, or any line.
   */
  readonly requires?: readonly string[];
}

/** A rule as the engine runs it. */
export interface Rule extends RuleFacts {
  readonly messages: AnyMessages;
  check(context: RuleContext<AnyMessages>): void;
}

/** Defines a rule; the compiler checks that each finding has the data of its message. */
export function defineRule<const M extends Messages>(
  rule: RuleFacts & { readonly messages: M; check(context: RuleContext<M>): void },
): Rule {
  return rule as unknown as Rule;
}
