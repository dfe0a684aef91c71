import type { CommentFault } from '../engine/directive-comment.ts';
import type { LocatedComment } from './located-comments.ts';
import type { Rule } from '../engine/rule.ts';
import type { RuleChoice, RuleLevel, Settings } from '../engine/settings.ts';

/** What a comment of the form `pmta-lint-rule` chooses, or why it chooses nothing. */
export interface CommentChoice {
  readonly located: LocatedComment;
  readonly ruleId: string | undefined;
  readonly level: RuleLevel | undefined;
  readonly isProtected: boolean;
  readonly fault: CommentFault | null;
}

const WEIGHT: Readonly<Record<RuleLevel, number>> = { off: 0, info: 1, warning: 2, error: 3 };

/**
 * Whether a choice could hide or play down findings about security. Options count too: which way they lead is not known
 * here. A rule's findings may be graver than the rule, so without a level in the settings only `error` is sure.
 */
function mayPlayDown(choice: RuleChoice, settled: RuleChoice): boolean {
  if (choice.options !== undefined) return true;
  return WEIGHT[choice.level ?? 'off'] < WEIGHT[settled.level ?? 'error'];
}

function merged(weaker: RuleChoice, stronger: RuleChoice): RuleChoice {
  const options = { ...weaker.options, ...stronger.options };
  return { ...weaker, ...stronger, ...(Object.keys(options).length > 0 ? { options } : {}) };
}

/** The choices for rules that comments make, each for the file it stands in. */
export class CommentChoices {
  readonly made: readonly CommentChoice[];
  /** What holds, by path and rule. */
  readonly #byPath = new Map<string, Map<string, RuleChoice>>();

  /** Throws where a file chooses in comments and the settings cannot read that (see `choosesInComments`). */
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

  /** `later` holds the lines of comments further down that have chosen already: the last one counts. */
  #read(located: LocatedComment, rules: readonly Rule[], later: Map<string, number>): CommentChoice {
    const { settings } = this;
    const { file, comment, lineNumber } = located;
    if (settings.readRuleChoice === undefined)
      throw new Error('comments choose for rules: read with no reader');
    const read = settings.readRuleChoice(comment.choice?.text ?? '');
    const nothing = { located, ruleId: undefined, level: undefined, isProtected: false };
    if (!read.ok) return { ...nothing, fault: { kind: 'bad-choice', advice: read.reason } };
    const { id, choice } = read;
    const known = { ...nothing, ruleId: id, level: choice.level };
    const settled = settings.choiceFor(id, file.path);
    const isSecurity = rules.some((rule) => rule.id === id && rule.category === 'security');
    if (isSecurity && !settings.allowSecuritySuppressions && mayPlayDown(choice, settled))
      return { ...known, isProtected: true, fault: null };
    const key = `${id} ${file.path}`;
    const byLine = later.get(key);
    if (byLine !== undefined) return { ...known, fault: { kind: 'overridden', byLine } };
    later.set(key, lineNumber);
    const inFile = this.#byPath.get(file.path) ?? new Map<string, RuleChoice>();
    this.#byPath.set(file.path, inFile.set(id, merged(settled, choice)));
    return { ...known, fault: null };
  }

  /** The settings with what comments choose on top. */
  get settingsInForce(): Settings {
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
