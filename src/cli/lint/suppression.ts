import type { Suppression } from '../../app/suppress.ts';
import { UsageError } from '../../base/usage-error.ts';
import { nearest } from '../../catalog/nearest.ts';
import type { Rule } from '../../engine/rule.ts';
import type { Settings } from '../../engine/settings.ts';
import { isDay } from '../../suppressions/comment.ts';
import type { LintOptions } from './options.ts';

/** The comments that `--suppress` asks for. Throws a UsageError for what no comment can do. */
export function suppressionOf(
  { suppress, reason, until }: LintOptions,
  rules: readonly Rule[],
  settings: Settings,
): Suppression {
  const ids = rules.map(({ id }) => id);
  for (const id of suppress) {
    const rule = rules.find((it) => it.id === id);
    if (rule === undefined) {
      const near = nearest(id, ids);
      const hint = near === undefined ? 'pmta-lint rules lists them' : `did you mean '${near}'?`;
      throw new UsageError(`--suppress '${id}': there is no such rule; ${hint}`);
    }
    if (rule.category === 'security' && !settings.allowSecuritySuppressions) {
      throw new UsageError(
        `--suppress '${id}': it is about security, and no comment may hide that unless the settings allow it (allowSecurityComments)`,
      );
    }
  }
  if (!settings.inlineConfig)
    throw new UsageError('--suppress writes comments, and --no-inline-config ignores them');
  const text = reason?.trim() ?? '';
  if (text === '') throw new UsageError("--suppress needs a reason: give --reason 'agreed with Google'");
  if (/[\0-\x1f\x7f\u2028\u2029]/.test(text))
    throw new UsageError('--reason is to be one line, without control characters');
  if (/#\s*pmta-lint-/.test(text)) throw new UsageError('--reason cannot hold another comment to pmta-lint');
  if (until !== undefined && !isDay(until))
    throw new UsageError(`--until '${until}' is no day: give one such as 2027-01-31`);
  if (until !== undefined && until < settings.today)
    throw new UsageError(`--until ${until} is over: the comment would hide nothing`);
  return { rules: suppress, reason: text, until };
}
