import type { Model, PmtaVersion } from '../model/model.ts';
import type { Severity } from './finding.ts';
import type { OptionValues } from './rule-options.ts';

/** Which rules speak: errors and warnings; infos too; all of it with every option at its strictest. */
export type Preset = 'recommended' | 'strict' | 'all';

/** How well mailbox providers know the sending addresses. */
export type Reputation = 'cold' | 'warm' | 'established';

/** How much a rule's findings matter by the user's choice, or that it does not speak. */
export type RuleLevel = Severity | 'off';

/** What was chosen for a rule; nothing for what was not. */
export interface RuleChoice {
  readonly level?: RuleLevel;
  readonly options?: OptionValues;
}

/** A choice for one rule, or why a text gives none, as an advice without a full stop. */
export type ReadChoice =
  | { readonly ok: true; readonly id: string; readonly choice: RuleChoice }
  | { readonly ok: false; readonly reason: string };

/** Limits that a sender has agreed with a provider: they replace the catalog's. */
export interface OwnLimits {
  readonly reputation?: Reputation;
  /** Connections of one queue. */
  readonly maxSmtpOut?: number;
  readonly maxMsgPerConnection?: number;
  /** As PowerMTA writes it (`500/h`). */
  readonly maxMsgRate?: string;
}

/** What the rules are to go by. */
export interface Settings {
  readonly preset: Preset;
  readonly reputation: Reputation;
  readonly version: PmtaVersion;
  /** Catalog ids of the mailbox providers that must have settings of their own. */
  readonly providers: readonly string[];
  /** By catalog id. */
  readonly ownLimits: ReadonlyMap<string, OwnLimits>;
  /** Names of directives, in lower case, that are known beside the catalog's. */
  readonly extraDirectives: ReadonlySet<string>;
  /** Whether comments in a configuration that speak to this tool count. */
  readonly inlineConfig: boolean;
  /** Whether such comments may silence rules of category security. */
  readonly allowSecuritySuppressions: boolean;
  /**
   * Reads the choice for a rule in a comment (`ID=LEVEL --option value`). Needed only where `choosesInComments` says so,
   * since it loads a parser of flags.
   */
  readonly readRuleChoice?: (text: string) => ReadChoice;
  /**
   * Whether git tracks the file at an absolute path without symbolic links. Absent where nothing is known of that: no file
   * is said to be tracked then.
   */
  readonly isTracked?: (path: string) => boolean;
  /**
   * The configuration as it was before the change that the call looks at. Absent where it looks at none; undefined for a
   * configuration that is new.
   */
  readonly previous?: (model: Model) => Model | undefined;
  /** The day of the run where it runs, as `2026-02-28`: comments may hold up to a day. */
  readonly today: string;
  /**
   * What was chosen for a rule in a file, by its absolute path. A rule that has a level speaks in every preset, unless
   * it is off. Equal choices are the same object.
   */
  choiceFor(ruleId: string, path: string): RuleChoice;
  /** Whether a rule is off in every file. */
  isOff(ruleId: string): boolean;
}

/** What is chosen where not all is left to the preset. */
export interface Choices {
  readonly preset?: Preset;
  readonly reputation?: Reputation;
  readonly version?: PmtaVersion;
  /** True: must have settings of its own; false: need not. */
  readonly providers?: ReadonlyMap<string, boolean>;
  readonly ownLimits?: ReadonlyMap<string, OwnLimits>;
  readonly extraDirectives?: Iterable<string>;
  /** Default: true. */
  readonly inlineConfig?: boolean;
  /** Default: false. */
  readonly allowSecuritySuppressions?: boolean;
  readonly readRuleChoice?: (text: string) => ReadChoice;
  /** Default: that of the clock. */
  readonly today?: string;
  /** By rule id, for all files. */
  readonly rules?: ReadonlyMap<string, RuleChoice>;
}

const EVERYWHERE = ['google', 'yahoo', 'microsoft-consumer'];
const STRICT = [...EVERYWHERE, 'apple', 'comcast', 'orange', 'united-internet'];

const NOTHING: RuleChoice = {};

function providersOf(preset: Preset, chosen: ReadonlyMap<string, boolean>): string[] {
  const ids = new Set(preset === 'recommended' ? EVERYWHERE : STRICT);
  for (const [id, isWanted] of chosen) {
    if (isWanted) ids.add(id);
    else ids.delete(id);
  }
  return [...ids];
}

/** The day where the clock of this machine stands. */
function today(): string {
  const now = new Date();
  const padded = (number: number, digits: number): string => String(number).padStart(digits, '0');
  return `${padded(now.getFullYear(), 4)}-${padded(now.getMonth() + 1, 2)}-${padded(now.getDate(), 2)}`;
}

/** The settings that hold where nothing else is said; a preset decides which providers count. */
export function settingsFor(choices: Choices = {}): Settings {
  const preset = choices.preset ?? 'recommended';
  const rules = choices.rules ?? new Map<string, RuleChoice>();
  return {
    preset,
    reputation: choices.reputation ?? 'warm',
    version: choices.version ?? '5.0',
    providers: providersOf(preset, choices.providers ?? new Map<string, boolean>()),
    ownLimits: choices.ownLimits ?? new Map<string, OwnLimits>(),
    extraDirectives: new Set([...(choices.extraDirectives ?? [])].map((name) => name.toLowerCase())),
    inlineConfig: choices.inlineConfig ?? true,
    allowSecuritySuppressions: choices.allowSecuritySuppressions ?? false,
    ...(choices.readRuleChoice === undefined ? {} : { readRuleChoice: choices.readRuleChoice }),
    today: choices.today ?? today(),
    choiceFor: (ruleId) => rules.get(ruleId) ?? NOTHING,
    isOff: (ruleId) => rules.get(ruleId)?.level === 'off',
  };
}
