import { withoutCredentials } from '../../catalog/credentials.ts';
import { isSensitive } from '../../catalog/directives.ts';
import type { QueueOfDomain } from '../../model/model.ts';
import type { Setting } from '../../model/scopes/queue.ts';
import { painter } from '../colour.ts';
import type { PathWriter } from '../../base/paths.ts';
import { linePlace } from '../places.ts';
import type { EffectiveReport, EffectiveSetting } from '../shapes.ts';
import { visible } from '../../base/visible.ts';

/** A queue to print; `vmta` is null for {default}, `complete` is false if not all could be read. */
export interface PrintedQueue {
  readonly domain: string;
  readonly vmta: string | null;
  readonly found: QueueOfDomain;
  readonly complete: boolean;
  /** The directives to print, by their present names; null or absent for all. */
  readonly directives?: ReadonlySet<string> | null;
  /** Whether defaults are left out. */
  readonly isSetOnly?: boolean;
  readonly shown: PathWriter;
}

function shownValue({ facts }: Setting, value: string | null): string | null {
  if (value === null || value === '') return value;
  return isSensitive(facts) ? '***' : withoutCredentials(value);
}

function rowsOf(setting: Setting, shown: PathWriter): EffectiveSetting[] {
  const { directive, scope, uses } = setting;
  const beat = setting.overrides.map(({ use, value, scope: ofOther, pattern, reason }) => ({
    value: shownValue(setting, value),
    ...linePlace(use, shown),
    ...{ scope: ofOther, pattern: withoutCredentials(pattern), reason },
  }));
  const value = shownValue(setting, setting.value);
  if (uses.length === 0) return [{ directive, scope, value, path: null, start: null, pattern: null, beat }];
  return uses.map((use, index) => ({
    ...{ directive, scope },
    value: uses.length === 1 ? value : shownValue(setting, use.canonical.value),
    ...linePlace(use, shown),
    pattern: use.section.argument === null ? null : withoutCredentials(use.section.argument),
    beat: index === 0 ? beat : [],
  }));
}

/** The settings to print. */
function settingsOf({ found, directives = null, isSetOnly = false }: PrintedQueue): Setting[] {
  return found.queue.settings.filter(
    ({ directive, uses }) =>
      (directives === null || directives.has(directive)) && !(isSetOnly && uses.length === 0),
  );
}

/** The effective settings of a queue as the JSON format has them. */
export function effectiveReport(printed: PrintedQueue): EffectiveReport {
  const { domain, vmta, found, complete, shown } = printed;
  const { queue, rollup } = found;
  return {
    version: 1,
    ...{ domain, vmta },
    queue: withoutCredentials(queue.name),
    rollup: rollup === null ? null : `${rollup}, assumed`,
    complete,
    settings: settingsOf(printed).flatMap((setting) => rowsOf(setting, shown)),
  };
}

export const SCOPE_WORDS = { vmta: 'VMTA', pool: 'pool', global: 'global', default: 'default' } as const;

/** Why mail for a domain is taken to wait in the queue of a rollup. */
export function rollupText(domain: string): string {
  return `Mail for ${visible(domain)} is taken to wait there: mx-rollup-list covers every MX host known of its provider.`;
}

function valueText(value: string | null): string {
  return visible(value === '' ? '""' : (value ?? ''));
}

function widthOf(texts: readonly string[], most: number): number {
  return Math.min(most, Math.max(0, ...texts.map((text) => text.length)));
}

/** The effective settings of a queue as a table: those that are set, each with what it overrides, then the defaults. */
export function effectiveText(printed: PrintedQueue, colour: boolean): string {
  const { settings: rows, domain, complete } = effectiveReport(printed);
  const { queue, queueTo, rollup } = printed.found;
  const paint = painter(colour);
  const lines = [paint('strong', `Queue ${visible(withoutCredentials(queue.name))}`)];
  if (queueTo !== null) lines.push(`Mail for ${visible(domain)} waits there through queue-to.`);
  if (rollup !== null) lines.push(rollupText(domain));
  if (!complete) lines.push('Not all of the configuration could be read, so settings may be missing here.');
  const set = rows.filter((row) => row.path !== null);
  const isNamed = printed.directives != null;
  const defaults = rows.filter((row) => row.path === null && (row.value !== null || isNamed));
  const directives = [...set, ...defaults].map((row) => row.directive);
  const names = widthOf(directives, 48);
  const values = widthOf(
    set.map(({ value }) => valueText(value)),
    40,
  );
  if (set.length > 0) lines.push('', paint('strong', 'Set'));
  for (const row of set) {
    const where = `${visible(row.path ?? '')}:${row.start?.line ?? 0}`;
    const from = `<domain ${visible(row.pattern ?? '')}> (${SCOPE_WORDS[row.scope]})`;
    lines.push(`  ${row.directive.padEnd(names)}  ${valueText(row.value).padEnd(values)}  ${where}  ${from}`);
    for (const { value, path, start, pattern, reason } of row.beat) {
      const overridden = `not ${valueText(value)} (${visible(path)}:${start.line}, <domain ${visible(pattern)}>): ${visible(reason)}`;
      lines.push(paint('faint', `  ${''.padEnd(names)}  ${overridden}`));
    }
  }
  if (defaults.length > 0) lines.push('', paint('strong', 'Defaults of PowerMTA'));
  for (const { directive, value } of defaults)
    lines.push(`  ${directive.padEnd(names)}  ${value === null ? 'none, or not known' : valueText(value)}`);
  if (rows.length === 0) lines.push('', 'Nothing is set: the defaults of PowerMTA apply.');
  return `${lines.join('\n')}\n`;
}
