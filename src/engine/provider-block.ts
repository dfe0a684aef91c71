import { limitsOf, type Provider } from '../catalog/providers.ts';
import { listInForce, wayIntoBackoff } from '../model/backoff.ts';
import type { SectionUse } from '../model/content.ts';
import type { Model } from '../model/model.ts';
import { providerQueuesOf, type View } from '../model/provider-queues.ts';
import type { Queue } from '../model/queue.ts';
import { backoffSettings, type Assignment } from './backoff-settings.ts';
import { FIGURES_COMMENT, insertList, newList, repliesToAdd } from './backoff-list.ts';
import {
  connectionFigure,
  connectionsIn,
  backoffFigures,
  perMinute,
  stricterOf,
} from './provider-figures.ts';
import type { NewEdit, NewFix } from './rule.ts';
import type { Reputation, Settings } from './settings.ts';
import { appendToSection, indentUnitOf, insertBlock } from './writing.ts';

/** Limits of the normal state for a provider's queue: the stricter of the figures and of what is in force. */
function limits(provider: Provider, queue: Queue, reputation: Reputation): Assignment[] {
  const { maxMsgPerConnection, maxMsgRate } = limitsOf(provider);
  const wanted = new Map<string, string>();
  const connections = connectionFigure(provider, reputation)?.connections;
  if (connections !== undefined) wanted.set('max-smtp-out', `${connections}`);
  if (maxMsgPerConnection?.recommended !== undefined) {
    wanted.set('max-msg-per-connection', `${maxMsgPerConnection.recommended}`);
  }
  if (reputation === 'cold' && maxMsgRate?.newIp !== undefined) wanted.set('max-msg-rate', maxMsgRate.newIp);
  const found = [...wanted].flatMap(([directive, figure]) => {
    const value = stricterOf(directive, figure, queue.value(directive));
    return value === null ? [] : [{ directive, value }];
  });
  // More connections than messages a minute would stand idle.
  const rate = perMinute(
    found.find(({ directive }) => directive === 'max-msg-rate')?.value ?? queue.value('max-msg-rate'),
  );
  const most = Math.max(1, Math.floor(rate ?? Number.POSITIVE_INFINITY));
  return found.map((line) =>
    line.directive === 'max-smtp-out' && (connectionsIn(line.value) ?? 0) > most
      ? { ...line, value: `${most}` }
      : line,
  );
}

/** Where a provider's block has to stand to decide: a VMTA or pool whose `<domain *>` would hide it, else null. */
export function decidingSection(model: Model, view: View, directives: readonly string[]): SectionUse | null {
  const queue = providerQueuesOf(model).rest(view);
  for (const scope of ['vmta', 'pool'] as const) {
    const hides = queue.levels.some(
      (level) =>
        level.scope === scope &&
        level.blocks.some((block) =>
          block.directives.some((use) => directives.includes(use.facts?.name ?? use.name)),
        ),
    );
    if (!hides) continue;
    return sectionOf(model, view, scope) ?? null;
  }
  return null;
}

/** The last section of the VMTA, or of the pool, that gives a view its settings. */
export function sectionOf(model: Model, view: View, scope: 'vmta' | 'pool'): SectionUse | undefined {
  const { vmtas } = model;
  if (scope === 'vmta') return vmtas.vmta(view.vmtas[0] ?? '{default}').at(-1);
  return view.scopes.poolName === null ? undefined : vmtas.pool(view.scopes.poolName).at(-1);
}

/** Directives of a provider's block. */
const IN_BLOCK = [
  'max-smtp-out',
  'max-msg-per-connection',
  'max-msg-rate',
  'smtp-pattern-list',
  'backoff-max-smtp-out',
  'backoff-max-msg-rate',
  'backoff-retry-after',
  'backoff-to-normal-after',
];

/** A lack: a provider without a block in a view. */
export interface Lack {
  readonly provider: Provider;
  readonly view: View;
}

function sameDomains(names: readonly string[], provider: Provider): boolean {
  const domains = new Set(provider.domains);
  return names.length === domains.size && names.every((name) => domains.has(name.toLowerCase()));
}

/** Gathers the text for one fix, so that names are free and what several blocks share is written once. */
class Writer {
  readonly top: NewEdit[] = [];
  readonly inSections = new Map<SectionUse, string[]>();
  safe = true;
  readonly #macros = new Map<Provider, string>();
  readonly #macroNames = new Set<string>();
  readonly #lists = new Set<string>();

  constructor(
    readonly model: Model,
    readonly settings: Settings,
  ) {}

  addBlock(lines: readonly string[]): void {
    this.top.push(
      insertBlock(this.model.main, this.model.root, ['domain', 'virtual-mta-pool', 'virtual-mta'], lines),
    );
  }

  macroFor(provider: Provider): string {
    let name = this.#macros.get(provider);
    if (name !== undefined) return name;
    const { macros } = this.model;
    const wanted = provider.id.replace(/[^a-z0-9]/gi, '_');
    const existing = macros.find(wanted);
    const reusable = existing !== undefined && sameDomains(macros.expand(`$${wanted}`).names, provider);
    name = wanted;
    if (!reusable) {
      const isTaken = (candidate: string): boolean =>
        macros.find(candidate) !== undefined || this.#macroNames.has(candidate);
      for (let number = 2; isTaken(name); number++) name = `${wanted}_${number}`;
    }
    this.#macros.set(provider, name);
    this.#macroNames.add(name);
    if (!reusable) this.addBlock([`domain-macro ${name} ${(provider.domains ?? []).join(', ')}`]);
    return name;
  }

  /** The list for a provider's queue, if it needs another one than the one in force. */
  listFor(provider: Provider, queue: Queue, vmtas: readonly (string | null)[]): string | null {
    const list = listInForce(this.model, queue);
    if (list !== null && list.sections.length === 0) return null;
    const replies = repliesToAdd([provider], list);
    const lacksBackoff = wayIntoBackoff(this.model, queue).rules.length === 0;
    if (replies.length === 0 && !lacksBackoff) return null;
    const added = newList(this.model, provider.id, [provider], list, vmtas);
    if (!this.#lists.has(added.name)) {
      this.#lists.add(added.name);
      this.top.push(insertList(this.model, added));
    }
    return added.name;
  }

  add({ provider, view }: Lack, section: SectionUse | null, vmtas: readonly (string | null)[]): void {
    const { model, settings } = this;
    const domain = provider.domains?.[0] ?? '';
    const queue =
      section === null
        ? providerQueuesOf(model).globalQueue(domain)
        : model.queue(domain, view.vmtas[0] ?? null);
    const normal = limits(provider, queue, settings.reputation);
    const macro = this.macroFor(provider);
    const list = this.listFor(provider, queue, vmtas);
    const backoff = backoffSettings(
      model,
      queue,
      backoffFigures(provider),
      new Map(normal.map(({ directive, value }) => [directive, value])),
    );
    if (backoff.changesExit) this.safe = false;
    const lines = [
      ...normal,
      ...(list === null ? [] : [{ directive: 'smtp-pattern-list', value: list }]),
      ...backoff.lines,
    ].map(({ directive, value }) => `\t${directive} ${value}`);
    const block = [`<domain $${macro}>`, ...lines, '</domain>'];
    if (section === null) this.addBlock([FIGURES_COMMENT, ...block]);
    else this.inSections.set(section, [...(this.inSections.get(section) ?? []), ...block]);
  }
}

/**
 * Adds blocks for providers that have none: a macro with all domains of the provider, an smtp-pattern-list with the
 * replies that it should react to, and the limits, each the stricter of the catalog's figure and of what is in force.
 * A block stands at the global level, or in the VMTA or pool whose `<domain *>` would hide it there.
 */
export function addProviderBlocks(
  model: Model,
  settings: Settings,
  lacks: readonly Lack[],
  onlyIn: boolean,
): NewFix {
  const writer = new Writer(model, settings);
  const places = new Map<string, { lack: Lack; section: SectionUse | null; vmtas: (string | null)[] }>();
  for (const lack of lacks) {
    const { view } = lack;
    const section =
      decidingSection(model, view, IN_BLOCK) ?? (onlyIn ? (sectionOf(model, view, 'vmta') ?? null) : null);
    const key = `${lack.provider.id} ${section === null ? '' : `${section.file.path} ${section.order}`}`;
    const place = places.get(key);
    if (place === undefined) places.set(key, { lack, section, vmtas: [...view.vmtas] });
    else place.vmtas.push(...view.vmtas);
  }
  for (const { lack, section, vmtas } of places.values()) writer.add(lack, section, vmtas);
  const edits: NewEdit[] = [];
  for (const [section, lines] of writer.inSections) {
    const unit = indentUnitOf(section.file);
    edits.push(
      appendToSection(
        section,
        lines.map((line) => line.replace(/^\t+/, (tabs) => unit.repeat(tabs.length))),
      ),
    );
  }
  edits.push(...writer.top);
  const names = [...new Set(lacks.map(({ provider }) => provider.id))];
  return {
    safety: writer.safe ? 'safe' : 'unsafe',
    title: `add ${names.length === 1 ? 'a block' : 'blocks'} for ${names.join(', ')}`,
    edits,
  };
}
