import parseFlags from 'yargs-parser';
import { nearest } from '../catalog/nearest.ts';
import type { RuleLevel } from '../engine/settings.ts';
import { rules } from '../../rules/index.ts';
import { UsageError } from './usage-error.ts';

const LEVELS: readonly RuleLevel[] = ['error', 'warning', 'info', 'off'];

function isLevel(text: string | undefined): text is RuleLevel {
  return LEVELS.some((level) => level === text);
}

/**
 * The levels that `--rule 'ID=LEVEL'` gives to rules, the last one for a rule counting. Throws a UsageError for an
 * unknown rule or level, and for an option that the rule does not have.
 */
export function ruleLevels(given: readonly string[]): ReadonlyMap<string, RuleLevel> {
  const ids = rules.map((rule) => rule.id);
  const levels = new Map<string, RuleLevel>();
  for (const text of given) {
    const { _: words, ...options } = parseFlags(text, {
      configuration: { 'camel-case-expansion': false, 'dot-notation': false },
    });
    const [, id = '', level] = /^([^=]*)=(.*)$/.exec(String(words[0] ?? '')) ?? [];
    if (words.length !== 1 || !isLevel(level)) {
      throw new UsageError(`--rule '${text}': give ID=LEVEL, where LEVEL is error, warning, info or off`);
    }
    if (!ids.includes(id)) {
      const near = nearest(id, ids);
      const hint = near === undefined ? 'README.md lists the rules' : `did you mean '${near}'?`;
      throw new UsageError(`--rule '${text}': there is no rule '${id}'; ${hint}`);
    }
    const [option] = Object.keys(options);
    if (option !== undefined) throw new UsageError(`--rule '${text}': ${id} has no option '${option}'`);
    levels.set(id, level);
  }
  return levels;
}
