import { connectionFigure, reputationWith } from '../../../src/edits/provider-figures.ts';
import { locationOfValue } from '../../../src/model/queues/provider-limits.ts';
import { count, defineRule, groupBy, listOf, memoize, providers, providersNamed } from '../../kit.ts';
import type { Model, VmtaGroup } from '../../kit.ts';
import { BASIS_WORDS, locationKey, senderWords } from '../_shared/limits.ts';
import { addressLoads, type Cap, type Contribution, sendersIn } from './analysis.ts';

/** How many parts of a sum a message shows, and how many lines it points to. */
const MOST_SHOWN = 6;

/** The places where the connections of some contributions are set, each once. */
function placesOf(model: Model, contributions: readonly Contribution[]) {
  const places = contributions.flatMap(({ queue }) => locationOfValue(model, queue, 'max-smtp-out') ?? []);
  return [...new Map(places.map((place) => [locationKey(place), place])).values()];
}

interface Data {
  subject: string;
  provider: string;
  address: string;
  connections: number;
  parts: (Omit<Contribution, 'queue'> & { domain: string })[];
  caps: readonly Cap[];
  limit: number;
  basis: keyof typeof BASIS_WORDS;
  reputation: ReturnType<typeof reputationWith>;
  otherAddresses: number;
}

function partWords({ domain, domains, connections, vmtas, addresses }: Data['parts'][number]) {
  const alike = domains > 1 ? ` (and ${domains - 1} more)` : '';
  const each = vmtas > 1 ? ` in each of ${vmtas} VMTAs` : '';
  const spread = addresses > 1 ? `, spread over ${addresses} addresses` : '';
  return `${connections} of ${domain}${alike}${each}${spread}`;
}

function capWords({ directive, limit, domain }: Cap) {
  const others = directive === 'max-smtp-out' ? 'a VMTA or pool' : 'the server';
  return `'${directive} ${limit}' of ${domain ?? others}`;
}

function textOf(data: Data) {
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
  fixes: [],
  summary: 'more connections from one address than a mailbox provider takes, summed over queues and VMTAs',
  requires: ['<domain>'],
  messages: { tooMany: (data: Data) => ({ message: textOf(data) }) },
  check({ model, settings, report }) {
    if (!model.knows('blocks')) return;
    const chosen = providersNamed(settings.providers);
    const sendersOf = memoize((group: VmtaGroup) => sendersIn(model, group));
    for (const provider of providers()) {
      const figure = connectionFigure(provider, settings);
      // A group is several unrelated providers, whose connections nobody sums up.
      if (provider.group === true || figure === undefined) continue;
      const { connections: limit, evidence: basis } = figure;
      const excessive = addressLoads(model, provider, chosen.includes(provider), sendersOf).filter(
        ({ connections, contributions }) =>
          connections > limit &&
          // The rule high-provider-connections reports a queue that is too high by itself.
          contributions.every((part) => part.connections <= limit),
      );
      const largestFirst = excessive.sort((a, b) => b.connections - a.connections);
      const ofPlaces = groupBy(largestFirst, ({ contributions: [largest] }) =>
        placesOf(model, largest === undefined ? [] : [largest])
          .map(locationKey)
          .join(''),
      );
      for (const [key, loads] of ofPlaces) {
        const [largest] = loads;
        const [place, ...others] = placesOf(model, largest?.contributions ?? []);
        if (key === '' || largest === undefined || place === undefined) continue;
        const { address, connections, contributions, caps } = largest;
        report({
          location: place,
          severity: basis === 'none' ? 'info' : 'warning',
          messageId: 'tooMany',
          data: {
            subject: provider.id,
            provider: provider.name,
            address,
            connections,
            parts: contributions.map(({ queue, domains, vmtas, addresses, ...of }) => {
              return { domain: queue.domain, domains, connections: of.connections, vmtas, addresses };
            }),
            caps,
            limit,
            basis,
            reputation: reputationWith(provider, settings),
            otherAddresses: loads.length - 1,
          },
          related: others
            .slice(0, MOST_SHOWN)
            .map(({ file, range }) => ({ file, range, message: 'these connections are counted too' })),
        });
      }
    }
  },
});
