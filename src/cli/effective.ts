import { resolve } from 'node:path';
import { isSensitive, sensitiveArgument } from '../catalog/directives.ts';
import { closest, nearest } from '../catalog/nearest.ts';
import { canonicalOf } from '../model/canonical.ts';
import type { DirectiveUse } from '../model/content.ts';
import { loadModel } from '../model/load.ts';
import type { Model, QueueOfDomain } from '../model/model.ts';
import { nodeFileSystem } from '../model/node-file-system.ts';
import { whyNotText } from '../model/not-text.ts';
import type { Beaten, Setting } from '../model/queue.ts';
import { SourceFiles } from '../model/source-file.ts';
import { DEFAULT_VMTA } from '../model/vmtas.ts';
import { painter } from '../report/colour.ts';
import { jsonText } from '../report/json-text.ts';
import { shownPath } from '../report/paths.ts';
import { visible } from '../report/visible.ts';
import { loadOptionsFor } from './configurations.ts';
import type { EffectiveOptions } from './options.ts';
import { reasonOf } from './reasons.ts';
import { settingsForCall } from './settings.ts';
import { wantsColour, type Surroundings } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const MASK = '***';

function checkDomain(domain: string): string {
  if (domain.includes('@')) {
    const behind = domain.slice(domain.lastIndexOf('@') + 1);
    throw new UsageError(`'${domain}' is an address: give its domain, '${behind}'`);
  }
  if (domain === '' || /[\s*/[\]<>"$,?]/.test(domain)) {
    throw new UsageError(`'${domain}' is no domain: give one such as gmail.com, without wildcards`);
  }
  return domain.toLowerCase().replace(/\.$/, '');
}

/** The VMTA's name as the configuration writes it; null for {default}. */
function checkVmta(name: string | undefined, model: Model): string | null {
  if (name === undefined || name.toLowerCase() === DEFAULT_VMTA) return null;
  const section = model.vmtas.vmta(name)[0];
  if (section !== undefined) return section.argument;
  if (model.vmtas.pool(name).length > 0) {
    const members = model.vmtas.membersOf(name).join(', ');
    throw new UsageError(
      `'${name}' is a pool, and queues belong to VMTAs: give one of its members (${members === '' ? 'it has none' : members})`,
    );
  }
  const names = model.sectionsOf('virtual-mta').flatMap((vmta) => vmta.argument ?? []);
  const near = nearest(name, names);
  const others = near === undefined ? closest(name, names, 3) : [near];
  const hint =
    others.length === 0
      ? 'the configuration defines none'
      : `did you mean ${others.map((one) => `'${one}'`).join(' or ')}?`;
  throw new UsageError(`no VMTA is named '${name}'; ${hint}`);
}

async function loadConfig(
  config: string | undefined,
  options: EffectiveOptions,
  surroundings: Surroundings,
): Promise<Model> {
  const { workingDirectory } = surroundings;
  const inForce = await settingsForCall(config === undefined ? [] : [config], options, surroundings);
  const [entry, ...others] = inForce.entries;
  if (config === undefined && others.length > 0) {
    const names = inForce.entries.map((path) => `'${shownPath(path, workingDirectory)}'`).join(' or ');
    throw new UsageError(`the settings name several configurations: give one of them, ${names}`);
  }
  const path = resolve(workingDirectory, config ?? entry ?? 'config');
  const files = new SourceFiles(nodeFileSystem);
  const loadOptions = loadOptionsFor(options, inForce, workingDirectory);
  try {
    const file = files.read(path);
    const reason = whyNotText(file.bytes);
    if (reason !== null) throw new UsageError(`'${config ?? 'config'}' cannot be read: ${reason}`);
    return loadModel(file, files, { ...loadOptions, isMain: true });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const hint =
      config === undefined && entry === undefined ? '; give the main configuration behind the domain' : '';
    const name = config ?? (entry === undefined ? './config' : shownPath(entry, workingDirectory));
    throw new UsageError(`'${name}' cannot be read: ${reasonOf(error)}${hint}`);
  }
}

function shownValue(setting: Setting, value: string | null): string | null {
  if (value === null || value === '') return value;
  const secret = isSensitive(setting.facts) || sensitiveArgument(setting.facts) !== undefined;
  return secret ? MASK : value;
}

interface Place {
  readonly path: string;
  readonly start: { readonly line: number; readonly column: number };
}

function placeOf(use: DirectiveUse, workingDirectory: string): Place {
  return {
    path: shownPath(use.file.path, workingDirectory),
    start: use.file.lines.positionAt(use.nameRange.start),
  };
}

interface Row {
  readonly directive: string;
  readonly value: string | null;
  readonly path: string | null;
  readonly start: Place['start'] | null;
  readonly scope: Setting['scope'];
  readonly pattern: string | null;
  readonly beat: readonly (Place &
    Pick<Beaten, 'scope' | 'pattern' | 'reason'> & { readonly value: string | null })[];
}

function rowsOf(setting: Setting, workingDirectory: string): Row[] {
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

function asJson(
  domain: string,
  vmta: string | null,
  found: QueueOfDomain,
  complete: boolean,
  rows: readonly Row[],
): string {
  const { queue, rollup } = found;
  const result = {
    version: 1,
    domain,
    vmta,
    queue: queue.name,
    rollup: rollup === null ? null : `${rollup}, assumed`,
    complete,
    settings: rows,
  };
  return jsonText(result);
}

const SCOPE_WORDS = { vmta: 'VMTA', pool: 'pool', global: 'global', default: 'default' } as const;

function asTable(
  domain: string,
  found: QueueOfDomain,
  complete: boolean,
  rows: readonly Row[],
  colour: boolean,
): string {
  const paint = painter(colour);
  const { queue, queueTo, rollup } = found;
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
  const cell = (row: Row): string => visible(row.value === '' ? '""' : (row.value ?? ''));
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
  const model = await loadConfig(config, options, surroundings);
  const vmta = checkVmta(options.vmta, model);
  const found = model.queueOf(asked, vmta);
  const rows = found.queue.settings.flatMap((setting) => rowsOf(setting, surroundings.workingDirectory));
  const colour = wantsColour(options.color, surroundings.output, surroundings.environment);
  await surroundings.output.write(
    options.format === 'json'
      ? asJson(asked, vmta, found, model.complete, rows)
      : asTable(asked, found, model.complete, rows, colour),
  );
  return 0;
}
