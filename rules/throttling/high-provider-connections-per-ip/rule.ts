import {
  count,
  listOf,
  type Model,
  type Provider,
  providers,
  providersNamed,
  type Rule,
  type RuleContext,
} from '../../kit.ts';
import { basisWords, senderWords } from '../_shared/figure-words.ts';
import { connectionFigure, type ConnectionFigure } from '../../../src/edits/provider-figures.ts';
import { addressLoads, type AddressLoad, type Cap, type Contribution } from './analysis.ts';
import { placeOfValue, type ValuePlace } from '../../../src/model/queues/provider-limits.ts';

/** How many parts of a sum a message shows, and how many lines it points to. */
const MOST_SHOWN = 6;

/** The addresses whose sum is reported at one place, the largest sum first. */
interface Reported {
  readonly place: ValuePlace;
  readonly loads: AddressLoad[];
}

function sizeOf({ connections, vmtas, addresses }: Contribution): number {
  return (connections * vmtas) / addresses;
}

function partWords({ queue, domains, connections, vmtas, addresses }: Contribution): string {
  const alike = domains > 1 ? ` (and ${domains - 1} more)` : '';
  const each = vmtas > 1 ? ` in each of ${vmtas} VMTAs` : '';
  const spread = addresses > 1 ? `, spread over ${addresses} addresses` : '';
  return `${connections} of ${queue.domain}${alike}${each}${spread}`;
}

function capWords({ directive, limit, domain }: Cap): string {
  const others = directive === 'max-smtp-out' ? 'a VMTA or pool' : 'the server';
  return `'${directive} ${limit}' of ${domain ?? others}`;
}

/** By the place of the largest part; the parts of a load are in order then. */
function byPlace(model: Model, loads: readonly AddressLoad[]): Reported[] {
  const places = new Map<string, Reported>();
  for (const load of loads) {
    const contributions = load.contributions.toSorted((a, b) => sizeOf(b) - sizeOf(a));
    const [largest] = contributions;
    const place = largest === undefined ? null : placeOfValue(model, largest.queue, 'max-smtp-out');
    if (place === null) continue;
    const key = `${place.file.path} ${place.range.start}`;
    const known = places.get(key) ?? { place, loads: [] };
    places.set(key, known);
    known.loads.push({ ...load, contributions });
  }
  for (const { loads: ofPlace } of places.values()) ofPlace.sort((a, b) => b.connections - a.connections);
  return [...places.values()];
}

function messageOf(
  provider: Provider,
  figure: ConnectionFigure,
  { loads }: Reported,
  { settings }: RuleContext,
): string {
  const [{ address, connections, contributions, caps }] = loads as [AddressLoad];
  const from = address === '' ? "the server's own address" : address;
  const parts = listOf(contributions.map(partWords), MOST_SHOWN);
  const limits = listOf(caps.map(capWords), MOST_SHOWN);
  const capped =
    caps.length > 0 ? `, which ${limits} ${caps.length > 1 ? 'cut' : 'cuts'} to ${connections}` : '';
  const others =
    loads.length > 1 ? `; ${count(loads.length - 1, 'more address', 'more addresses')} likewise` : '';
  const basis = basisWords(figure.evidence);
  const sender =
    figure.evidence === 'settings' ? ' from one address' : senderWords(provider, settings, figure.evidence);
  return `up to ${count(connections, 'connection')} to ${provider.name} leave from ${from} at once: ${parts}${capped}; that is above ${count(figure.connections, 'connection')}${sender} (${basis}), and the provider, which counts by address, defers or blocks what comes above it${others}`;
}

function check(context: RuleContext, provider: Provider, isChosen: boolean): void {
  const { model, settings, report } = context;
  const figure = connectionFigure(provider, settings);
  if (figure === undefined) return;
  const excessive = addressLoads(model, provider, isChosen).filter(
    ({ connections, contributions }) =>
      connections > figure.connections &&
      // One that is too high by itself is reported there.
      contributions.every((part) => part.connections <= figure.connections),
  );
  for (const reported of byPlace(model, excessive)) {
    const { place, loads } = reported;
    const parts = loads[0]?.contributions ?? [];
    const lines = new Map<string, ValuePlace>();
    for (const { queue } of parts) {
      const other = placeOfValue(model, queue, 'max-smtp-out');
      if (other === null || (other.file === place.file && other.range.start === place.range.start)) continue;
      lines.set(`${other.file.path} ${other.range.start}`, other);
    }
    report({
      location: { file: place.file, range: place.range },
      severity: figure.evidence === 'none' ? 'info' : 'warning',
      message: messageOf(provider, figure, reported, context),
      related: [...lines.values()]
        .slice(0, MOST_SHOWN)
        .map(({ file, range }) => ({ file, range, message: 'these connections are counted too' })),
    });
  }
}

export const rule: Rule = {
  id: 'high-provider-connections-per-ip',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'more connections from one address than a mailbox provider takes, summed over queues and VMTAs',
  requires: ['<domain>'],
  check(context) {
    const { model, settings } = context;
    if (model.completeness === 'partial') return;
    const chosen = providersNamed(settings.providers);
    for (const provider of providers()) {
      // Unrelated providers have no sum.
      if (provider.group !== true) check(context, provider, chosen.includes(provider));
    }
  },
};
