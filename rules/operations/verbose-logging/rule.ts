import { booleanOf, defineRule, groupBy, effectiveOf, quote, switchOff } from '../../kit.ts';
import type { DirectiveUse, Model } from '../../kit.ts';

/** What is logged, and the harm that it does, by directive. */
const LOGGED = {
  'log-commands': {
    what: 'the SMTP dialogue',
    harm: 'the log grows with every connection, fills the disk and slows the server',
  },
  'log-data': {
    what: 'every byte of the messages',
    harm: 'the log fills the disk and slows the server, and holds what people wrote to each other',
  },
} as const;

type LogSwitch = keyof typeof LOGGED;

/** The lines that switch a directive on for every client. */
function inSources({ sources }: Model, directive: LogSwitch): DirectiveUse[] {
  return sources.all.flatMap((source) => {
    const { use } = sources.setting(source, directive);
    const isForAll = source.range?.prefix === 0 && sources.isOn(source, directive);
    return use === null || !isForAll ? [] : [use];
  });
}

/** The lines that switch a directive on for every domain, in a VMTA, in a pool or at the top. */
function inDomains(model: Model, directive: LogSwitch): DirectiveUse[] {
  const blocks = model.sectionsOf('domain').filter(({ argument }) => argument === '*');
  return [...groupBy(blocks, ({ parent }) => parent).values()].flatMap((siblings) => {
    const effective = effectiveOf(siblings.flatMap((block) => block.settings.get(directive) ?? []));
    return effective !== undefined && booleanOf(effective.value) === true ? [effective.use] : [];
  });
}

export const rule = defineRule({
  id: 'verbose-logging',
  category: 'operations',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens'],
  summary: 'the SMTP dialogue or whole messages are logged for every client or every domain',
  requires: Object.keys(LOGGED),
  messages: {
    forAll: (data: { name: string; directive: LogSwitch; all: 'client' | 'domain' }) => ({
      message: `${quote(data.name)} writes ${LOGGED[data.directive].what} of every ${data.all} to the log; it is meant for a short search for a fault, at one source or domain; ${LOGGED[data.directive].harm}`,
    }),
  },
  check({ model, report }) {
    for (const directive of Object.keys(LOGGED) as LogSwitch[]) {
      const ofClients = new Set(inSources(model, directive));
      for (const use of new Set([...ofClients, ...inDomains(model, directive)])) {
        const data = { name: use.name, directive, all: ofClients.has(use) ? 'client' : 'domain' } as const;
        report({ location: use.nameLocation, messageId: 'forAll', data, fix: switchOff(use, 'tightens') });
      }
    }
  },
});
