import { type PatternRule, quote, type Rule, type RuleFix } from '../../kit.ts';
import { patternItems } from '../_shared/pattern-items.ts';
import { judgedPatterns, subjectKind } from '../_shared/written-patterns.ts';
import { spelledDomain, type SpelledDomain } from './domain.ts';

/** Behind a domain: its end, with or without the bracket of the address; a header has a line end too. */
const END = { envelope: '>?$', 'address-header': '>?\\s*$', text: '' } as const;

/** What is wrong with the pattern, as parts of a sentence. */
function faultsOf(rule: PatternRule, { domain, isAddress, looseDots, behind }: SpelledDomain): string[] {
  const faults: string[] = [];
  if (behind === 'end')
    faults.push(
      "its '$' asks for the end right there, which addresses that are matched with their '>' do not have",
    );
  // One address with another character in it is nobody's.
  if (isAddress) return faults;
  if (looseDots.length > 0) faults.push("its dots stand for any character, since '\\.' is a dot");
  if (behind === 'nothing' && subjectKind(rule) === 'envelope')
    faults.push(`nothing ends it, so that ${quote(`${domain}.example`)} matches too`);
  return faults;
}

function tightened(rule: PatternRule, { looseDots, behind, end }: SpelledDomain): string {
  const { source } = rule;
  const [head, tail] = [source.slice(0, end), source.slice(end)];
  let escaped = head;
  for (const offset of looseDots.toReversed())
    escaped = `${escaped.slice(0, offset)}\\${escaped.slice(offset)}`;
  const isOpen = behind === 'nothing' && subjectKind(rule) === 'envelope';
  return escaped + (isOpen || behind === 'end' ? END[subjectKind(rule)] : tail);
}

function rewritten(rule: PatternRule, text: string): RuleFix | null {
  const { file, range, source } = rule;
  if (file.slice(range) !== `/${source}/`) return null;
  return {
    safety: 'unsafe',
    title: `write ${quote(`/${text}/`)}`,
    edits: [{ file, range, text: `/${text}/` }],
  };
}

export const rule: Rule = {
  id: 'loose-domain-regex',
  category: 'patterns',
  severity: 'info',
  preset: 'strict',
  fix: 'unsafe',
  summary: 'a pattern for a domain that matches other domains too, or none',
  requires: ['<pattern-list>'],
  check({ model, report }) {
    for (const found of judgedPatterns(model)) {
      if (subjectKind(found) === 'text') continue;
      const domain = spelledDomain(patternItems(found.source));
      if (domain === null) continue;
      const faults = faultsOf(found, domain);
      if (faults.length === 0) continue;
      const text = tightened(found, domain);
      const pattern = quote(`/${found.source}/`);
      report({
        location: { file: found.file, range: found.range },
        message: `${pattern} means the domain ${quote(domain.domain)}, but ${faults.join(', and ')}: mail takes a VMTA that was not meant for it; write ${quote(`/${text}/`)}`,
        fix: () => rewritten(found, text),
      });
    }
  },
};
