import { count, isToBeFilledIn, listOf, quote, type Rule, type SectionUse } from '../../kit.ts';
import { parseRange } from '../../../src/catalog/values/address.ts';
import { ListMacros, macroFor } from './macro.ts';

const SEPARATOR = /[ \t,;]+/;

/** Whether words that a template engine replaces stand in the argument; a macro is no such word. */
function isTemplate(argument: string): boolean {
  return /[{}%<>]/.test(argument) || isToBeFilledIn(argument.replace(/\$[A-Za-z0-9_]+/g, ''));
}

/** The patterns in a tag that can hold one; null where there is one, or where it cannot be told. */
function patternsIn({ argument, node }: SectionUse): string[] | null {
  if (argument === null || !SEPARATOR.test(argument) || isTemplate(argument)) return null;
  if (node?.open.kind !== 'open' || node.open.problem !== null) return null;
  return argument.split(SEPARATOR).filter((item) => item !== '');
}

function messageFor(patterns: readonly string[]): string {
  const [only = ''] = patterns;
  if (patterns.length === 1)
    return `the tag has more than the pattern ${quote(only)}; it holds one pattern and nothing else; no domain matches it, so these settings reach no queue`;
  const shown = listOf(patterns.map(quote), 4);
  return `the tag holds ${count(patterns.length, 'pattern')}, ${shown}, and can hold one; write them as a domain-macro and name it here; no domain matches the whole, so these settings reach no queue`;
}

export const rule: Rule = {
  id: 'several-patterns-in-tag',
  category: 'syntax',
  severity: 'error',
  preset: 'recommended',
  fix: 'unsafe',
  summary: 'several domains, or several addresses, in one tag',
  standsAlone: true,
  check({ model, report }) {
    let macros: ListMacros | undefined;
    for (const section of model.sectionsOf('domain')) {
      const patterns = patternsIn(section);
      if (patterns === null || patterns.length === 0) continue;
      macros ??= new ListMacros(model);
      report({
        location: { file: section.file, range: section.tagRange },
        message: messageFor(patterns),
        fix: macroFor(section, patterns, macros),
      });
    }
    for (const section of model.sectionsOf('source')) {
      const addresses = patternsIn(section);
      if (addresses === null || addresses.length < 2) continue;
      if (addresses.some((address) => parseRange(address) === undefined)) continue;
      report({
        location: { file: section.file, range: section.tagRange },
        message: `the tag holds ${count(addresses.length, 'address', 'addresses')} and can hold one address or network; write a <source> for each; no connection matches the whole, so what stands here is without effect`,
      });
    }
  },
};
