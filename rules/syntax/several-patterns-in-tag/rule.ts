import {
  count,
  defineRule,
  hasSecret,
  hasPlaceholder,
  listOf,
  quote,
  type SectionUse,
  withoutSecrets,
} from '../../kit.ts';
import { parseRange } from '../../../src/catalog/values/address.ts';
import { ListMacros, macroFor } from './fix.ts';

const SEPARATOR = /[ \t,;]+/;

/** Whether a template engine replaces words of the argument; a macro is not such a word. */
function isTemplate(argument: string): boolean {
  return /[{}%<>]/.test(argument) || hasPlaceholder(argument, true);
}

/** The patterns in a tag that can hold one; empty where it holds one, or where that is unknown. */
function patternsIn({ argument, node }: SectionUse): string[] {
  if (argument === null || !SEPARATOR.test(argument) || isTemplate(argument)) return [];
  if (node?.open.kind !== 'open' || node.open.problem !== null) return [];
  return argument.split(SEPARATOR).filter((item) => item !== '');
}

export const rule = defineRule({
  id: 'several-patterns-in-tag',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'several domains, or several addresses, in one tag',
  standsAlone: true,
  messages: {
    separators: ({ pattern }: { pattern: string }) => ({
      message: `the tag has more than the pattern ${quote(pattern)}; it holds one pattern and nothing else; no domain matches it, so these settings reach no queue`,
    }),
    domains: ({ patterns }: { patterns: readonly string[] }) => ({
      message: `the tag holds ${count(patterns.length, 'pattern')}, ${listOf(patterns.map(quote), 4)}, and can hold one; write them as a domain-macro and name it here; no domain matches the whole, so these settings reach no queue`,
    }),
    addresses: ({ addresses }: { addresses: readonly string[] }) => ({
      message: `the tag holds ${count(addresses.length, 'address', 'addresses')} and can hold one address or network; write a <source> for each; no connection matches the whole, so what stands here is without effect`,
    }),
  },
  check({ model, report }) {
    let macros: ListMacros | undefined;
    for (const section of model.sectionsOf('domain')) {
      const patterns = patternsIn(section);
      const [pattern] = patterns;
      if (pattern === undefined) continue;
      macros ??= new ListMacros(model);
      const tag = withoutSecrets(section.file, section.tagRange);
      const shown = patterns.map((one) => (tag.includes(one) ? one : '***'));
      report({
        location: section.tagLocation,
        ...(patterns.length === 1
          ? { messageId: 'separators', data: { pattern } }
          : { messageId: 'domains', data: { patterns: shown } }),
        fix: hasSecret(section.file, section.tagRange) ? null : macroFor(section, patterns, macros),
      });
    }
    for (const section of model.sectionsOf('source')) {
      const addresses = patternsIn(section);
      if (addresses.length < 2 || addresses.some((address) => parseRange(address) === undefined)) continue;
      report({ location: section.tagLocation, messageId: 'addresses', data: { addresses } });
    }
  },
});
