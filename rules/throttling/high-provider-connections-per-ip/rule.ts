import {
  type ConnectionFigure,
  connectionFigure,
  reputationWith,
} from '../../../src/edits/provider-figures.ts';
import { placeOfValue, type ValuePlace } from '../../../src/model/queues/provider-limits.ts';
import {
  count,
  defineRule,
  groupBy,
  listOf,
  type Location,
  memoize,
  type Model,
  type Provider,
  providers,
  providersNamed,
  type Settings,
  type VmtaGroup,
} from '../../kit.ts';
import { BASIS_WORDS, senderWords } from '../_shared/figure-words.ts';
import { type AddressLoad, addressLoads, type Cap, type Contribution, sendersIn } from './analysis.ts';

/** How many parts of a sum a message shows, and how many lines it points to. */
const MOST_SHOWN = 6;

const keyOf = ({ file, range }: Location): string => `${file.path} ${range.start}`;

/** The places where the connections of some contributions are set, each once. */
function placesOf(model: Model, contributions: readonly Contribution[]): ValuePlace[] {
  const places = contributions.flatMap(({ queue }) => placeOfValue(model, queue, 'max-smtp-out') ?? []);
  return [...new Map(places.map((place) => [keyOf(place), place])).values()];
}

/** Loads by the place of their largest contribution, the largest load first. */
function byPlace(model: Model, loads: readonly AddressLoad[]): Map<string | undefined, AddressLoad[]> {
  const sorted = loads.toSorted((a, b) => b.connections - a.connections);
  return groupBy(sorted, ({ contributions }) => placesOf(model, contributions.slice(0, 1)).map(keyOf)[0]);
}

/** The data of the message about some loads, of which it shows the largest. */
function dataOf(
  provider: Provider,
  figure: ConnectionFigure,
  loads: readonly AddressLoad[],
  settings: Settings,
) {
  const [{ address, connections, contributions, caps }] = loads as [AddressLoad];
  return {
    subject: provider.id,
    provider: provider.name,
    address,
    connections,
    parts: contributions.map(({ queue, ...part }) => ({ domain: queue.domain, ...part })),
    caps,
    limit: figure.connections,
    basis: figure.evidence,
    reputation: reputationWith(provider, settings),
    otherAddresses: loads.length - 1,
  };
}

type Data = ReturnType<typeof dataOf>;

function partWords({ domain, domains, connections, vmtas, addresses }: Data['parts'][number]): string {
  const alike = domains > 1 ? ` (and ${domains - 1} more)` : '';
  const each = vmtas > 1 ? ` in each of ${vmtas} VMTAs` : '';
  const spread = addresses > 1 ? `, spread over ${addresses} addresses` : '';
  return `${connections} of ${domain}${alike}${each}${spread}`;
}

function capWords({ directive, limit, domain }: Cap): string {
  const others = directive === 'max-smtp-out' ? 'a VMTA or pool' : 'the server';
  return `'${directive} ${limit}' of ${domain ?? others}`;
}

function textOf(data: Data): string {
  const { provider, address, connections, parts, caps, limit, basis, reputation, otherAddresses } = data;
  const from = address === '' ? "the server's own address" : address;
  const limits = listOf(caps.map(capWords), MOST_SHOWN);
  const capped =
    caps.length > 0 ? `, which ${limits} ${caps.length > 1 ? 'cut' : 'cuts'} to ${connections}` : '';
  const sender = basis === 'settings' ? ' from one address' : senderWords(reputation, basis);
  const others =
    otherAddresses > 0 ? `; ${count(otherAddresses, 'more address', 'more addresses')} likewise` : '';
  return `up to ${count(connections, 'connection')} to ${provider} leave from ${from} at once: ${listOf(parts.map(partWords), MOST_SHOWN)}${capped}; that is above ${count(limit, 'connection')}${sender} (${BASIS_WORDS[basis]}), and the provider, which counts by address, defers or blocks what comes above it${others}`;
}

export const rule = defineRule({
  id: 'high-provider-connections-per-ip',
  category: 'throttling',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'more connections from one address than a mailbox provider takes, summed over queues and VMTAs',
  requires: ['<domain>'],
  messages: { tooMany: (data: Data) => ({ message: textOf(data) }) },
  check({ model, settings, report }) {
    if (model.completeness === 'partial') return;
    const chosen = providersNamed(settings.providers);
    const sendersOf = memoize((view: VmtaGroup) => sendersIn(model, view));
    for (const provider of providers()) {
      const figure = connectionFigure(provider, settings);
      // A group is several unrelated providers, whose connections nobody sums up.
      if (provider.group === true || figure === undefined) continue;
      const excessive = addressLoads(model, provider, chosen.includes(provider), sendersOf).filter(
        ({ connections, contributions }) =>
          connections > figure.connections &&
          // The rule high-provider-connections reports a queue that is too high by itself.
          contributions.every((part) => part.connections <= figure.connections),
      );
      for (const [key, loads] of byPlace(model, excessive)) {
        const [place, ...others] = placesOf(model, loads[0]?.contributions ?? []);
        if (key === undefined || place === undefined) continue;
        report({
          location: place,
          severity: figure.evidence === 'none' ? 'info' : 'warning',
          messageId: 'tooMany',
          data: dataOf(provider, figure, loads, settings),
          related: others
            .slice(0, MOST_SHOWN)
            .map(({ file, range }) => ({ file, range, message: 'these connections are counted too' })),
        });
      }
    }
  },
});
