import { withoutCredentials } from '../../catalog/credentials.ts';
import { isSensitive, sensitiveArgument } from '../../catalog/directives.ts';
import { canonicalOf } from '../../model/source/canonical.ts';
import type { DirectiveUse } from '../../model/source/content.ts';
import type { QueueOfDomain } from '../../model/model.ts';
import type { Setting } from '../../model/scopes/queue.ts';
import { painter } from '../../report/colour.ts';
import { jsonText } from '../../report/json-text.ts';
import { shownPath } from '../../report/paths.ts';
import type { EffectiveReport, EffectiveSetting, LinePlace } from '../../report/shapes.ts';
import { visible } from '../../report/visible.ts';
import { checkDomain, checkVmta, loadAsked } from '../../app/queue.ts';
import type { EffectiveOptions } from '../options.ts';
import { wantsColour, type Surroundings } from '../terminal.ts';

const MASK = '***';

function shownValue(setting: Setting, value: string | null): string | null {
  if (value === null || value === '') return value;
  const secret = isSensitive(setting.facts) || sensitiveArgument(setting.facts) !== undefined;
  return secret ? MASK : withoutCredentials(value);
}

function placeOf(use: DirectiveUse, workingDirectory: string): LinePlace {
  return {
    path: shownPath(use.file.path, workingDirectory),
    start: use.file.lines.positionAt(use.nameRange.start),
  };
}

function rowsOf(setting: Setting, workingDirectory: string): EffectiveSetting[] {
  const beat = setting.beat.map(({ use, value, scope, pattern, reason }) => ({
    value: shownValue(setting, value),
    ...placeOf(use, workingDirectory),
    scope,
    pattern,
    reason,
  }));
  const base = { directive: setting.directive, scope: setting.scope };
  if (setting.uses.length === 0) {
    return [
      { ...base, value: shownValue(setting, setting.value), path: null, start: null, pattern: null, beat },
    ];
  }
  return setting.uses.map((use, index) => ({
    ...base,
    value: shownValue(setting, setting.uses.length === 1 ? setting.value : canonicalOf(use).value),
    ...placeOf(use, workingDirectory),
    pattern: use.section.argument,
    beat: index === 0 ? beat : [],
  }));
}

/** What holds for the queue of a domain, as the JSON format has it. */
export function effectiveReport(
  domain: string,
  vmta: string | null,
  { queue, rollup }: QueueOfDomain,
  complete: boolean,
  workingDirectory: string,
): EffectiveReport {
  return {
    version: 1,
    domain,
    vmta,
    queue: queue.name,
    rollup: rollup === null ? null : `${rollup}, assumed`,
    complete,
    settings: queue.settings.flatMap((setting) => rowsOf(setting, workingDirectory)),
  };
}

const SCOPE_WORDS = { vmta: 'VMTA', pool: 'pool', global: 'global', default: 'default' } as const;

function asTable(
  { domain, complete, settings: rows }: EffectiveReport,
  { queue, queueTo, rollup }: QueueOfDomain,
  colour: boolean,
): string {
  const paint = painter(colour);
  const lines = [paint('strong', `Queue ${visible(queue.name)}`)];
  if (queueTo !== null) lines.push(`Mail for ${visible(domain)} waits there through queue-to.`);
  if (rollup !== null) {
    lines.push(
      `Mail for ${visible(domain)} is taken to wait there: mx-rollup-list covers every MX host known of its provider.`,
    );
  }
  if (!complete) lines.push('An include could not be read, so settings may be missing here.');
  const set = rows.filter((row) => row.path !== null);
  const defaults = rows.filter((row) => row.path === null && row.value !== null);
  const cell = (row: EffectiveSetting): string => visible(row.value === '' ? '""' : (row.value ?? ''));
  const wide = (texts: readonly string[], most: number): number =>
    Math.min(most, Math.max(0, ...texts.map((text) => text.length)));
  const names = wide(
    [...set, ...defaults].map((row) => row.directive),
    48,
  );
  const values = wide(set.map(cell), 40);
  if (set.length > 0) lines.push('', paint('strong', 'Set'));
  for (const row of set) {
    const where = `${visible(row.path ?? '')}:${row.start?.line ?? 0}`;
    const from = `<domain ${visible(row.pattern ?? '')}> (${SCOPE_WORDS[row.scope]})`;
    lines.push(`  ${row.directive.padEnd(names)}  ${cell(row).padEnd(values)}  ${where}  ${from}`);
    for (const { value, path, start, pattern, reason } of row.beat) {
      const shown = visible(value === '' ? '""' : (value ?? ''));
      const beaten = `not ${shown} (${visible(path)}:${start.line}, <domain ${visible(pattern)}>): ${visible(reason)}`;
      lines.push(paint('faint', `  ${''.padEnd(names)}  ${beaten}`));
    }
  }
  if (defaults.length > 0) lines.push('', paint('strong', 'Defaults of PowerMTA'));
  for (const row of defaults) lines.push(`  ${row.directive.padEnd(names)}  ${cell(row)}`);
  return `${lines.join('\n')}\n`;
}

/**
 * Prints what holds for the queue of a domain in a VMTA.
 *
 * @returns The exit code. Throws a UsageError for a domain, VMTA or configuration that is none.
 */
export async function effectiveCommand(
  domain: string,
  config: string | undefined,
  options: EffectiveOptions,
  surroundings: Surroundings,
): Promise<number> {
  const asked = checkDomain(domain);
  const model = await loadAsked(config, options, surroundings);
  const vmta = checkVmta(options.vmta, model);
  const found = model.queueOf(asked, vmta);
  const report = effectiveReport(asked, vmta, found, model.complete, surroundings.workingDirectory);
  const colour = wantsColour(options.color, surroundings.output, surroundings.environment);
  await surroundings.output.write(
    options.format === 'json' ? jsonText(report) : asTable(report, found, colour),
  );
  return 0;
}
