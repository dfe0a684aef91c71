import { nearest } from '../../catalog/nearest.ts';
import { listOf } from '../../engine/message.ts';
import { rules } from '../../../rules/index.ts';
import { presetOf, rulesJson, rulesText } from '../../report/commands/rules.ts';
import type { RulesOptions } from '../options.ts';
import { wantsColour, type Surroundings } from '../terminal.ts';
import { UsageError } from '../../base/usage-error.ts';

function checkCategory(name: string): string {
  const categories = [...new Set<string>(rules.map(({ category }) => category))];
  const folded = name.toLowerCase();
  if (categories.includes(folded)) return folded;
  const near = nearest(folded, categories);
  const hint =
    near === undefined ? `give ${listOf(categories, categories.length, 'or')}` : `did you mean '${near}'?`;
  throw new UsageError(`no rule is of category '${name}'; ${hint}`);
}

/**
 * Prints the table of rules.
 *
 * @returns The exit code. Throws a UsageError for an unknown category.
 */
export async function rulesCommand(options: RulesOptions, surroundings: Surroundings): Promise<number> {
  const { output, environment } = surroundings;
  const categories = options.category.map(checkCategory);
  const listed = rules.filter(
    (rule) =>
      (categories.length === 0 || categories.includes(rule.category)) &&
      (options.fixable !== true || rule.fix !== 'none') &&
      (options.preset !== 'recommended' || presetOf(rule) === 'recommended'),
  );
  const columns = output.isTerminal ? (output.columns ?? NaN) : undefined;
  await output.write(
    options.format === 'json'
      ? rulesJson(listed)
      : rulesText(listed, wantsColour(options.color, output, environment), columns),
  );
  return 0;
}
