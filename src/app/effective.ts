import { withoutCredentials } from '../catalog/credentials.ts';
import { isSensitive, sensitiveArgument } from '../catalog/directives.ts';
import { canonicalOf } from '../model/source/canonical.ts';
import type { DirectiveUse } from '../model/source/content.ts';
import type { Setting } from '../model/scopes/queue.ts';
import type { EffectiveReport, EffectiveSetting, LinePlace } from '../report/shapes.ts';
import type { RequestedQueue } from './queue.ts';

type Shown = (path: string) => string;

function shownValue({ facts }: Setting, value: string | null): string | null {
  if (value === null || value === '') return value;
  const isSecret = isSensitive(facts) || sensitiveArgument(facts) !== undefined;
  return isSecret ? '***' : withoutCredentials(value);
}

function locationOf({ file, nameRange }: DirectiveUse, shown: Shown): LinePlace {
  return { path: shown(file.path), start: file.lines.positionAt(nameRange.start) };
}

function rowsOf(setting: Setting, shown: Shown): EffectiveSetting[] {
  const { directive, scope, uses } = setting;
  const beat = setting.beat.map(({ use, value, reason, ...other }) => ({
    value: shownValue(setting, value),
    ...locationOf(use, shown),
    ...{ scope: other.scope, pattern: other.pattern, reason },
  }));
  const value = shownValue(setting, setting.value);
  if (uses.length === 0) return [{ directive, scope, value, path: null, start: null, pattern: null, beat }];
  return uses.map((use, index) => ({
    ...{ directive, scope },
    value: uses.length === 1 ? value : shownValue(setting, canonicalOf(use).value),
    ...locationOf(use, shown),
    pattern: use.section.argument,
    beat: index === 0 ? beat : [],
  }));
}

/**
 * The effective settings of a queue, with what each overrides.
 *
 * @param shown How results name a path.
 */
export function effectiveReport({ domain, vmta, found, model }: RequestedQueue, shown: Shown): EffectiveReport {
  const { queue, rollup } = found;
  return {
    version: 1,
    ...{ domain, vmta },
    queue: queue.name,
    rollup: rollup === null ? null : `${rollup}, assumed`,
    complete: model.complete,
    settings: queue.settings.flatMap((setting) => rowsOf(setting, shown)),
  };
}
