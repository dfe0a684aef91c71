import { defineRule, type PatternRule, quote } from '../../kit.ts';
import { patternItems } from '../_shared/pattern-items.ts';
import { checkablePatterns, rewritePattern, subjectKind } from '../_shared/written-patterns.ts';
import { spelledDomain, type SpelledDomain } from './analysis.ts';

/** After a domain: its end, with or without the bracket of the address; a header has a line end too. */
const END = { envelope: '>?$', 'address-header': '>?\\s*$', text: '' } as const;

const FAULTS = {
  end: () =>
    "its '$' asks for the end right there, which addresses that are matched with their '>' do not have",
  dots: () => "its dots stand for any character, since '\\.' is a dot",
  open: (domain: string) => `nothing ends it, so that ${quote(`${domain}.example`)} matches too`,
} as const;

type Fault = keyof typeof FAULTS;

function isOpen(rule: PatternRule, { followedBy }: SpelledDomain): boolean {
  return followedBy === 'nothing' && subjectKind(rule) === 'envelope';
}

function faultsOf(rule: PatternRule, domain: SpelledDomain): Fault[] {
  const faults: Fault[] = domain.followedBy === 'end' ? ['end'] : [];
  // One address with another character in it is nobody's.
  if (domain.isAddress) return faults;
  if (domain.looseDots.length > 0) faults.push('dots');
  if (isOpen(rule, domain)) faults.push('open');
  return faults;
}

function tightened(rule: PatternRule, domain: SpelledDomain): string {
  const { source } = rule;
  let escaped = source.slice(0, domain.end);
  for (const offset of domain.looseDots.toReversed())
    escaped = `${escaped.slice(0, offset)}\\${escaped.slice(offset)}`;
  const getsEnd = isOpen(rule, domain) || domain.followedBy === 'end';
  return escaped + (getsEnd ? END[subjectKind(rule)] : source.slice(domain.end));
}

export const rule = defineRule({
  id: 'loose-domain-regex',
  category: 'patterns',
  severity: 'info',
  preset: 'strict',
  fixes: ['unsafe'],
  summary: 'a pattern for a domain that matches other domains too, or none',
  requires: ['<pattern-list>'],
  messages: {
    loose: (data: { pattern: string; domain: string; faults: readonly Fault[]; meant: string }) => ({
      message: `${quote(data.pattern)} means the domain ${quote(data.domain)}, but ${data.faults.map((fault) => FAULTS[fault](data.domain)).join(', and ')}: mail takes a VMTA that was not meant for it; write ${quote(data.meant)}`,
    }),
  },
  check({ model, report }) {
    for (const found of checkablePatterns(model)) {
      if (subjectKind(found) === 'text') continue;
      const spelled = spelledDomain(patternItems(found.source));
      const faults = spelled === null ? [] : faultsOf(found, spelled);
      if (spelled === null || faults.length === 0) continue;
      const meant = tightened(found, spelled);
      report({
        location: found,
        messageId: 'loose',
        data: { pattern: `/${found.source}/`, domain: spelled.domain, faults, meant: `/${meant}/` },
        fix: () => rewritePattern(found, meant),
      });
    }
  },
});
