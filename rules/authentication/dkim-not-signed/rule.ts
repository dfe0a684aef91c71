import {
  booleanOf,
  defineRule,
  findProvider,
  getOrMake,
  listOf,
  mostSpecificBlock,
  providerQueuesOf,
  quote,
  setDirective,
} from '../../kit.ts';
import type { DirectiveUse, Model, RuleFix, SectionUse, VmtaGroup } from '../../kit.ts';
import { mayWrite } from '../../../src/edits/writing.ts';
import { SigningKeys } from '../_shared/signing.ts';

/** Providers that have published that bulk mail must be signed, and turn it away if it is not. */
const DEMANDING = ['google', 'yahoo', 'microsoft-consumer'];

/** A line, or a section without such a line, that leaves mail of some queues unsigned. */
interface Unsigned {
  /** Null for the default. */
  readonly use: DirectiveUse | null;
  /** The whole configuration where no block applies. */
  readonly section: SectionUse;
  /** Names of providers. */
  readonly providers: Set<string>;
  readonly groups: Set<VmtaGroup>;
}

function locationOf({ use, section }: Pick<Unsigned, 'use' | 'section'>) {
  return use?.nameLocation ?? section.tagLocation;
}

function unsignedIn(model: Model): Unsigned[] {
  const queues = providerQueuesOf(model);
  const found = new Map<string, Unsigned>();
  for (const provider of DEMANDING.flatMap((id) => findProvider(id) ?? [])) {
    for (const { queue, group, isRelayed } of queues.of(provider)) {
      // A relay may sign, and a value that cannot be read may switch signing on.
      if (isRelayed || booleanOf(queue.value('dkim-sign') ?? '') !== false) continue;
      const use = queue.use('dkim-sign');
      const section = use?.section ?? mostSpecificBlock(queue) ?? model.root;
      const { file, range } = locationOf({ use, section });
      const unsigned = getOrMake(found, `${file.path} ${range.start}`, () => ({
        use,
        section,
        providers: new Set<string>(),
        groups: new Set<VmtaGroup>(),
      }));
      unsigned.providers.add(provider.name);
      unsigned.groups.add(group);
    }
  }
  return [...found.values()];
}

type HaveKey = 'all' | 'some' | 'none';

/** How many of the VMTAs have a key whose mail a line in the section makes PowerMTA sign. */
function vmtasWithKey(model: Model, keys: SigningKeys, { section, groups }: Unsigned): HaveKey {
  if (keys.everywhere) return 'all';
  const reached = section.parent === model.root ? providerQueuesOf(model).groups : [...groups];
  const hasKey = reached.flatMap(({ vmtas }) => vmtas.map((vmta) => keys.reach(vmta)));
  if (hasKey.every(Boolean)) return 'all';
  return hasKey.some(Boolean) ? 'some' : 'none';
}

function sign(model: Model, { section, use }: Unsigned): RuleFix | null {
  if (section === model.root || !mayWrite(section, 'dkim-sign')) return null;
  const edits = setDirective(model, section, 'dkim-sign', 'yes', use);
  return { effect: 'tightens', title: 'sign with DKIM', edits };
}

interface Data {
  readonly providers: readonly string[];
  readonly haveKey: HaveKey;
}

const REMEDY = {
  all: 'a domain-key is there',
  some: 'a domain-key is there, though not for every VMTA that the mail can go through',
  none: "a domain-key is needed first ('domain-key SELECTOR,DOMAIN,FILE'), unless what hands the mail in signs it",
} as const;

function textOf(fact: string, { providers, haveKey }: Data): { message: string } {
  return {
    message: `${fact}: mail for ${listOf(providers)} goes out without a DKIM signature, and bulk mail without one is rejected there or filed as spam; ${REMEDY[haveKey]}`,
  };
}

export const rule = defineRule({
  id: 'dkim-not-signed',
  category: 'authentication',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens'],
  summary: 'mail for a provider that requires signed bulk mail goes out without a DKIM signature',
  messages: {
    off: ({ value, ...data }: Data & { value: string }) => textOf(quote(`dkim-sign ${value}`), data),
    notSet: (data: Data & { subject: string }) => textOf('dkim-sign is not set (default no)', data),
  },
  check({ model, report }) {
    if (!model.knows('blocks')) return;
    const keys = new SigningKeys(model);
    for (const unsigned of unsignedIn(model)) {
      const { use, providers } = unsigned;
      const haveKey = vmtasWithKey(model, keys, unsigned);
      const data = { providers: [...providers], haveKey };
      report({
        location: locationOf(unsigned),
        ...(use === null
          ? { messageId: 'notSet', data: { ...data, subject: 'dkim-sign' } }
          : { messageId: 'off', data: { ...data, value: use.plainValue ?? '' } }),
        fix: haveKey === 'all' ? () => sign(model, unsigned) : null,
      });
    }
  },
});
