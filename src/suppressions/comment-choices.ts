import { getOrMake } from '../base/collections.ts';
import type { CommentFault } from '../engine/directive-comment.ts';
import type { LocatedComment } from './located-comments.ts';
import type { Rule } from '../engine/rule.ts';
import type { RuleChoice, RuleLevel, Settings } from '../engine/settings.ts';

/** The choice of a `pmta-lint-rule` comment, or why it has no effect. */
export interface CommentChoice {
  readonly located: LocatedComment;
  readonly ruleId: string | undefined;
  readonly level: RuleLevel | undefined;
  readonly isProtected: boolean;
  readonly fault: CommentFault | null;
}

const WEIGHT: Readonly<Record<RuleLevel, number>> = { off: 0, info: 1, warning: 2, error: 3 };

/**
 * Whether a choice could hide security findings or lower their severity. Any option could. Findings may be more severe
 * than their rule, so without a level in the settings only `error` is safe.
 */
function mayWeaken(choice: RuleChoice, inSettings: RuleChoice): boolean {
  if (choice.options !== undefined) return true;
  return WEIGHT[choice.level ?? 'off'] < WEIGHT[inSettings.level ?? 'error'];
}

function merged(weaker: RuleChoice, stronger: RuleChoice): RuleChoice {
  const options = { ...weaker.options, ...stronger.options };
  return { ...weaker, ...stronger, ...(Object.keys(options).length > 0 ? { options } : {}) };
}

/** The rule choices in comments, each for its file. */
export class CommentChoices {
  readonly made: readonly CommentChoice[];
  /** By path and rule. */
  readonly #byPath = new Map<string, Map<string, RuleChoice>>();

  /** Throws if a file has such comments and the settings have no `readRuleChoice` (see `choosesInComments`). */
  constructor(
    comments: readonly LocatedComment[],
    rules: readonly Rule[],
    readonly settings: Settings,
  ) {
    const later = new Map<string, number>();
    const made: CommentChoice[] = [];
    for (const located of comments.filter(({ comment }) => comment.form === 'rule').reverse()) {
      made.push(this.#read(located, rules, later));
    }
    this.made = made.reverse();
  }

  /** @param later The lines of later comments by rule and path: the last one counts. */
  #read(located: LocatedComment, rules: readonly Rule[], later: Map<string, number>): CommentChoice {
    const { settings } = this;
    const { file, comment, lineNumber } = located;
    if (settings.readRuleChoice === undefined) throw new Error('settings without readRuleChoice');
    const read = settings.readRuleChoice(comment.choice?.text ?? '');
    const nothing = { located, ruleId: undefined, level: undefined, isProtected: false };
    if (!read.ok) return { ...nothing, fault: { kind: 'bad-choice', advice: read.reason } };
    const { id, choice } = read;
    const known = { ...nothing, ruleId: id, level: choice.level };
    const inSettings = settings.choiceFor(id, file.path);
    const isSecurity = rules.some((rule) => rule.id === id && rule.category === 'security');
    if (isSecurity && !settings.allowSecuritySuppressions && mayWeaken(choice, inSettings))
      return { ...known, isProtected: true, fault: null };
    const key = `${id} ${file.path}`;
    const byLine = later.get(key);
    if (byLine !== undefined) return { ...known, fault: { kind: 'overridden', byLine } };
    later.set(key, lineNumber);
    const inFile = getOrMake(this.#byPath, file.path, () => new Map<string, RuleChoice>());
    inFile.set(id, merged(inSettings, choice));
    return { ...known, fault: null };
  }

  /** The settings with the choices of comments on top. */
  get settingsWithChoices(): Settings {
    const { settings } = this;
    if (this.#byPath.size === 0) return settings;
    const files = [...this.#byPath.values()];
    return {
      ...settings,
      choiceFor: (id, path) => this.#byPath.get(path)?.get(id) ?? settings.choiceFor(id, path),
      isOff: (id) =>
        settings.isOff(id) && files.every((choices) => (choices.get(id)?.level ?? 'off') === 'off'),
    };
  }
}
