import { UsageError } from '../base/usage-error.ts';
import { nearest } from '../catalog/nearest.ts';
import type { Rule } from './rule.ts';
import type { Selection } from './settings.ts';

/** The rules and categories in lists such as `open-relay,throttling`. Throws a UsageError for a name that is neither. */
function namesIn(lists: readonly string[], option: string, rules: readonly Rule[]): Set<string> {
  const known = new Set(rules.flatMap(({ id, category }) => [id, category]));
  const names = lists.flatMap((list) => list.split(',').map((name) => name.trim().toLowerCase()));
  for (const name of names) {
    if (known.has(name)) continue;
    const near = nearest(name, [...known]);
    const hint = near === undefined ? 'pmta-lint rules lists them' : `did you mean '${near}'?`;
    throw new UsageError(`${option}: there is no rule or category '${name}'; ${hint}`);
  }
  return new Set(names);
}

/**
 * Reads `--only` and `--except`. A rule that is named is reported even if the preset leaves it out; a category means those of
 * its rules that the preset has. Undefined where all rules are wanted. Throws a UsageError for unknown names.
 */
export function selectionOf(
  only: readonly string[],
  except: readonly string[],
  rules: readonly Rule[],
): Selection | undefined {
  if (only.length === 0 && except.length === 0) return undefined;
  const [wanted, unwanted] = [namesIn(only, '--only', rules), namesIn(except, '--except', rules)];
  return ({ id, category }) => {
    if (unwanted.has(id) || (unwanted.has(category) && !wanted.has(id))) return 'left out';
    if (wanted.has(id)) return 'named';
    return wanted.size === 0 || wanted.has(category) ? 'selected' : 'left out';
  };
}
