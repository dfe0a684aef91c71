import type { Model, PmtaVersion } from '../model/model.ts';
import type { Severity } from './finding.ts';
import type { OptionValues } from './rule-options.ts';

/** Which findings are reported: errors and warnings; infos too; all of them with every option at its strictest. */
export type Preset = 'recommended' | 'strict' | 'all';

/** How well mailbox providers know the sending IPs. */
export type Reputation = 'cold' | 'warm' | 'established';

/** The severity that the user chose for a rule's findings, or off. */
export type RuleLevel = Severity | 'off';

/** The user's choice for a rule; parts without a choice are absent. */
export interface RuleChoice {
  readonly level?: RuleLevel;
  readonly options?: OptionValues;
}

/** A choice for one rule, or advice why a text is not one, without a full stop. */
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

/** Whether a call asks for a rule: by its id, as one of many, or not. */
export type Selection = (rule: {
  readonly id: string;
  readonly category: string;
}) => 'named' | 'selected' | 'left out';

/** The settings that rules read. */
export interface Settings {
  readonly preset: Preset;
  readonly reputation: Reputation;
  readonly version: PmtaVersion;
  /** Catalog ids of the mailbox providers that must have settings of their own. */
  readonly providers: readonly string[];
  /** By catalog id. */
  readonly ownLimits: ReadonlyMap<string, OwnLimits>;
  /** Names of further known directives, in lower case. */
  readonly extraDirectives: ReadonlySet<string>;
  /** Whether comments addressed to pmta-lint count. */
  readonly inlineConfig: boolean;
  /** Whether such comments may suppress security rules. */
  readonly allowSecuritySuppressions: boolean;
  /** Reads a rule choice in a comment (`ID=LEVEL --option value`). Only `choosesInComments` needs it: it loads a parser. */
  readonly readRuleChoice?: (text: string) => ReadChoice;
  /** Whether git tracks the file at a real path. Absent where that is unknown; then no file counts as tracked. */
  readonly isTracked?: (path: string) => boolean;
  /** The configuration before the change that the call is about; undefined for a new one. Absent without a change. */
  readonly previous?: (model: Model) => Model | undefined;
  /** Which rules the call asks for; absent for all. Others still run: they decide what is one cause, and what comments hide. */
  readonly selection?: Selection;
  /** The local date of the run, as `2026-02-28`: suppressions may end on a day. */
  readonly today: string;
  /**
   * The choice for a rule in a file, by its absolute path. A rule with a level other than off is reported in every preset.
   * Equal choices are the same object.
   */
  choiceFor(ruleId: string, path: string): RuleChoice;
  /** Whether a rule is off in every file. */
  isOff(ruleId: string): boolean;
}

/** Settings that differ from the defaults of the preset. */
export interface Choices {
  readonly preset?: Preset;
  readonly reputation?: Reputation;
  readonly version?: PmtaVersion;
  /** True: the provider must have settings of its own; false: it need not. */
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

/** The providers that every preset names. */
export const USUAL_PROVIDERS = ['google', 'yahoo', 'microsoft-consumer'];
const STRICT = [...USUAL_PROVIDERS, 'apple', 'comcast', 'orange', 'united-internet'];

const NOTHING: RuleChoice = {};

function providersOf(preset: Preset, chosen: ReadonlyMap<string, boolean>): string[] {
  const usual = preset === 'recommended' ? USUAL_PROVIDERS : STRICT;
  const added = [...chosen].flatMap(([id, isWanted]) => (isWanted ? [id] : []));
  return [...new Set([...usual, ...added])].filter((id) => chosen.get(id) !== false);
}

/** The local date. */
function today(): string {
  const now = new Date();
  const [year, month, day] = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** The default settings with some choices; the preset decides which providers count. */
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
