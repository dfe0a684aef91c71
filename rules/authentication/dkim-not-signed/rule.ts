import {
  booleanOf,
  type DirectiveUse,
  editsOf,
  findProvider,
  listOf,
  type Location,
  type Model,
  mostSpecificBlock,
  Plan,
  type Provider,
  providerQueuesOf,
  quote,
  type Rule,
  type RuleFix,
  type SectionUse,
  type VmtaGroup,
} from '../../kit.ts';
import { mayWrite } from '../../../src/edits/writing.ts';
import type { ProviderQueue } from '../../../src/model/queues/provider-queues.ts';
import { SigningKeys } from '../_shared/signing.ts';

/** Providers that have published that bulk mail must be signed, and turn it away if it is not. */
const DEMANDING = ['google', 'yahoo', 'microsoft-consumer'];

/** One line, or one tag, for whose queues mail is not signed. */
interface Place {
  readonly at: Location;
  /** Null for the default. */
  readonly use: DirectiveUse | null;
  /** Null where no block applies. */
  readonly section: SectionUse | null;
  readonly providers: Set<Provider>;
  readonly views: Set<VmtaGroup>;
}

function placeOf(model: Model, { queue }: ProviderQueue): Place {
  const use = queue.use('dkim-sign');
  const section = use?.section ?? mostSpecificBlock(queue) ?? null;
  const at =
    use !== null
      ? { file: use.file, range: use.nameRange }
      : { file: section?.file ?? model.main, range: (section ?? model.root).tagRange };
  return { at, use, section, providers: new Set(), views: new Set() };
}

function placesOf(model: Model): Place[] {
  const queues = providerQueuesOf(model);
  const places = new Map<string, Place>();
  for (const provider of DEMANDING.flatMap((id) => findProvider(id) ?? [])) {
    for (const found of queues.of(provider)) {
      // A relay may sign; whether a value that cannot be read signs is not known.
      if (found.isRelayed || booleanOf(found.queue.value('dkim-sign') ?? '') !== false) continue;
      const place = placeOf(model, found);
      const key = `${place.at.file.path} ${place.at.range.start}`;
      const known = places.get(key) ?? place;
      places.set(key, known);
      known.providers.add(provider);
      known.views.add(found.group);
    }
  }
  return [...places.values()];
}

/** Whether a key is there for the mail that a line in the section makes PowerMTA sign. */
function keyFor(model: Model, keys: SigningKeys, { section, views }: Place): 'all' | 'some' | 'none' {
  if (keys.everywhere) return 'all';
  const reached = section?.parent === model.root ? providerQueuesOf(model).groups : [...views];
  const hasKey = reached.flatMap(({ vmtas }) => vmtas.map((vmta) => keys.reach(vmta)));
  if (hasKey.every(Boolean)) return 'all';
  return hasKey.some(Boolean) ? 'some' : 'none';
}

const REMEDY = {
  all: 'a domain-key is there',
  some: 'a domain-key is there, though not for every VMTA that the mail can go through',
  none: "a domain-key is needed first ('domain-key SELECTOR,DOMAIN,FILE'), unless what hands the mail in signs it",
} as const;

function fixFor(model: Model, { section, use }: Place): RuleFix | null {
  if (section === null || !mayWrite(section, 'dkim-sign')) return null;
  const plan = new Plan(model);
  plan.set(section, 'dkim-sign', 'yes');
  return { safety: 'safe', title: 'sign with DKIM', edits: editsOf(plan, use) };
}

export const rule: Rule = {
  id: 'dkim-not-signed',
  category: 'authentication',
  severity: 'warning',
  preset: 'recommended',
  fix: 'safe',
  summary: 'mail for a provider that requires signed bulk mail goes out without a DKIM signature',
  check({ model, report }) {
    if (model.completeness === 'partial') return;
    const keys = new SigningKeys(model);
    for (const place of placesOf(model)) {
      const { at, use, providers } = place;
      const names = listOf([...providers].map(({ name }) => name));
      const what =
        use === null ? 'dkim-sign is not set (default no)' : quote(`dkim-sign ${use.plainValue ?? ''}`);
      const key = keyFor(model, keys, place);
      report({
        location: at,
        message: `${what}: mail for ${names} goes out without a DKIM signature, and bulk mail without one is rejected there or filed as spam; ${REMEDY[key]}`,
        fix: key === 'all' ? () => fixFor(model, place) : null,
      });
    }
  },
};
