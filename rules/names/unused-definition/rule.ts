import { defineRule, quote } from '../../kit.ts';
import { knowsAllReferences, unusedMacros, unusedPools, unusedSections } from './analysis.ts';

/** What is missing for each kind of section, and its effect. */
const EFFECTS: Readonly<Record<string, string>> = {
  'smtp-pattern-list':
    'no <domain> names it with smtp-pattern-list, so no reply is acted on through it, and what it is to slow down goes on at full speed',
  'pattern-list': 'no <source> names it with pattern-list, so no mail is sorted by it',
  source:
    'no smtp-listener and no <smtp-user> names it, so its settings hold for nobody; a source for clients has their address or network in its tag',
  'source-group':
    'no <source> names it with source-group, so its limits on incoming connections hold for nobody',
  'rewrite-list': 'nothing names it with rewrite-list, so no address is rewritten by it',
  'address-list': 'no <source> names it with suppression-lists, so mail goes to the addresses in it',
  'suppression-list': 'no <source> names it with suppression-lists, so mail goes to the addresses in it',
  proxy: 'nothing names it with use-proxy, so no connection goes out through it',
  'virtual-mta-pool':
    'no source, pattern-list or rerouting names it, and clients cannot choose one, so no mail is spread over it',
};
const SECTIONS = Object.keys(EFFECTS).map((kind) => `<${kind}>`);

export const rule = defineRule({
  id: 'unused-definition',
  category: 'names',
  severity: 'info',
  preset: 'recommended',
  fixes: [],
  summary: 'a list, macro, source or pool that nothing refers to',
  requires: ['domain-macro', ...SECTIONS],
  messages: {
    section: ({ kind, name }: { kind: string; name: string }) => ({
      message: `nothing refers to the ${kind} ${quote(name)}: ${EFFECTS[kind] ?? 'it has no effect'}`,
    }),
    macro: ({ name }: { name: string }) => ({
      message: `no tag and no value holds ${quote(`$${name}`)}: the domains in this macro get no settings through it, and fall to <domain *>`,
    }),
  },
  check({ model, settings, report }) {
    if (!knowsAllReferences(model)) return;
    // For pools vmta-never-selected reports the same, and that their mail goes another way.
    const pools = settings.isOff('vmta-never-selected') ? unusedPools(model) : [];
    for (const { tagLocation, kind, argument } of [...unusedSections(model), ...pools])
      report({ location: tagLocation, messageId: 'section', data: { kind, name: argument ?? '' } });
    for (const { use, name } of unusedMacros(model))
      report({ location: use.nameLocation, messageId: 'macro', data: { name } });
  },
});
