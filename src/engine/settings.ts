import type { PmtaVersion } from '../model/model.ts';
import type { Severity } from './finding.ts';

/** Which rules speak: errors and warnings; infos too; all of it with every option at its strictest. */
export type Preset = 'recommended' | 'strict' | 'all';

/** How well mailbox providers know the sending addresses. */
export type Reputation = 'cold' | 'warm' | 'established';

/** How much a rule's findings matter by the user's choice, or that it does not speak. */
export type RuleLevel = Severity | 'off';

/** What the rules are to go by. */
export interface Settings {
  readonly preset: Preset;
  readonly reputation: Reputation;
  readonly version: PmtaVersion;
  /** Catalog ids of the mailbox providers that must have settings of their own. */
  readonly providers: readonly string[];
  /** By rule id. A rule that is named here speaks in every preset, unless it is off. */
  readonly levels: ReadonlyMap<string, RuleLevel>;
}

const EVERYWHERE = ['google', 'yahoo', 'microsoft-consumer'];
const STRICT = [...EVERYWHERE, 'apple', 'comcast', 'orange', 'united-internet'];

/** The settings that hold where nothing else is said; a preset decides which providers count. */
export function settingsFor(choice: Partial<Omit<Settings, 'providers'>> = {}): Settings {
  const preset = choice.preset ?? 'recommended';
  return {
    preset,
    reputation: choice.reputation ?? 'warm',
    version: choice.version ?? '5.0',
    providers: preset === 'recommended' ? EVERYWHERE : STRICT,
    levels: choice.levels ?? new Map(),
  };
}
