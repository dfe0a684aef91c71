import { quote, type Rule } from '../../kit.ts';
import { writtenRegexes, type WrittenRegex } from '../_shared/written-patterns.ts';
import { blowUp, mostDegree, type BlowUp, type SlowText } from '../../../src/patterns/blow-up.ts';

/** How often a message repeats the part of a text that does it. */
const TIMES_SHOWN = 8;
const LONGEST_SHOWN = 40;
/** From this power of the length on a pattern is slow. */
const SLOW_DEGREE = 3;

function shown({ prefix, pump, suffix }: SlowText): string {
  const times = Math.max(2, Math.min(TIMES_SHOWN, Math.floor(LONGEST_SHOWN / pump.length)));
  return quote(`${prefix}${pump.repeat(times)}${suffix}`);
}

/** Who can send such a text. */
function senderOf({ list }: WrittenRegex): string {
  return list?.scope === 'smtp-pattern-list' || list?.scope === 'bounce-category-patterns'
    ? 'a server that answers so'
    : 'a message with such an address or header';
}

function messageFor(regex: WrittenRegex, found: BlowUp): string | null {
  if (found.kind !== 'exponential' && found.kind !== 'polynomial') return null;
  const { witness } = found;
  const growth =
    found.kind === 'exponential'
      ? `at least doubles with every ${quote(witness.pump)} more`
      : `grows like the number of ${quote(witness.pump)} to the power of ${found.degree}`;
  return `the time that ${quote(`/${regex.source}/`)} takes for a text like ${shown(witness)} ${growth}: ${senderOf(regex)} keeps PowerMTA busy, and where PCRE gives up the pattern counts as not found`;
}

export const rule: Rule = {
  id: 'slow-regex',
  category: 'patterns',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a regular expression that a text can keep busy for very long',
  check({ model, report }) {
    for (const regex of writtenRegexes(model)) {
      const { file, range, pattern, budget } = regex;
      if (pattern.kind !== 'pattern' || mostDegree(pattern) < SLOW_DEGREE) continue;
      const found = blowUp(pattern, budget);
      if (found.kind === 'polynomial' && found.degree < SLOW_DEGREE) continue;
      const message = messageFor(regex, found);
      if (message === null) continue;
      report({
        location: { file, range },
        severity: found.kind === 'exponential' ? 'warning' : 'info',
        message,
      });
    }
  },
};
