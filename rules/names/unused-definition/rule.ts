import { quote, type Rule } from '../../kit.ts';
import { unusedMacros, unusedPools, unusedSections } from './analysis.ts';

/** What has to name a section for it to be of use, and what is amiss without it. */
const MISSED: Readonly<Record<string, string>> = {
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
};

export const rule: Rule = {
  id: 'unused-definition',
  category: 'names',
  severity: 'info',
  preset: 'recommended',
  fix: 'none',
  summary: 'a list, macro, source or pool that nothing refers to',
  requires: ['domain-macro', '<virtual-mta-pool>', ...Object.keys(MISSED).map((kind) => `<${kind}>`)],
  check({ model, settings, report }) {
    for (const { file, tagRange, kind, argument } of unusedSections(model)) {
      report({
        location: { file, range: tagRange },
        message: `nothing refers to the ${kind} ${quote(argument ?? '')}: ${MISSED[kind] ?? 'it has no effect'}`,
      });
    }
    for (const use of unusedMacros(model)) {
      const [name = ''] = (use.plainValue ?? '').split(/\s/, 1);
      report({
        location: { file: use.file, range: use.nameRange },
        message: `no tag and no value holds ${quote(`$${name}`)}: the domains in this macro get no settings through it, and fall to <domain *>`,
      });
    }
    // That rule says the same of pools, and that their mail goes another way.
    if (!settings.isOff('vmta-never-selected')) return;
    for (const { file, tagRange, argument } of unusedPools(model)) {
      report({
        location: { file, range: tagRange },
        message: `nothing refers to the virtual-mta-pool ${quote(argument ?? '')}: no source, pattern-list or rerouting names it, and clients cannot choose one, so no mail is spread over it`,
      });
    }
  },
};
