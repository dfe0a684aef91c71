import { defineRule, quote } from '../../kit.ts';
import { blowUp, mostDegree, type SlowText } from '../../../src/patterns/blow-up.ts';
import { writtenRegexes } from '../_shared/written-patterns.ts';

/** The power of the length from which on a pattern is slow. */
const SLOW_DEGREE = 3;

/** `isReply` is false where the text is in a message, not from a server. */
interface SlowData {
  pattern: string;
  text: SlowText;
  isReply: boolean;
}

function messageOf({ pattern, text: { prefix, pump, suffix }, isReply }: SlowData, growth: string) {
  // Up to 8 times, or 40 characters.
  const times = Math.max(2, Math.min(8, Math.floor(40 / pump.length)));
  const shown = quote(`${prefix}${pump.repeat(times)}${suffix}`);
  const sender = isReply ? 'a server that answers so' : 'a message with such an address or header';
  return {
    message: `the time that ${quote(pattern)} takes for a text like ${shown} ${growth}: ${sender} keeps PowerMTA busy, and where PCRE gives up the pattern counts as not found`,
  };
}

export const rule = defineRule({
  id: 'slow-regex',
  category: 'patterns',
  severity: 'warning',
  preset: 'recommended',
  fixes: [],
  summary: 'a regular expression that a text can keep busy for very long',
  messages: {
    exponential: (data: SlowData) =>
      messageOf(data, `at least doubles with every ${quote(data.text.pump)} more`),
    polynomial: (data: SlowData & { degree: number }) =>
      messageOf(data, `grows like the number of ${quote(data.text.pump)} to the power of ${data.degree}`),
  },
  check({ model, report }) {
    for (const { file, range, source, list, pattern, budget } of writtenRegexes(model)) {
      if (pattern.kind !== 'pattern' || mostDegree(pattern) < SLOW_DEGREE) continue;
      const found = blowUp(pattern, budget);
      if (found.kind !== 'exponential' && found.kind !== 'polynomial') continue;
      const isReply = list !== null && list.scope !== 'pattern-list';
      const data = { pattern: `/${source}/`, text: found.witness, isReply };
      const location = { file, range };
      if (found.kind === 'exponential') report({ location, messageId: 'exponential', data });
      else if (found.degree >= SLOW_DEGREE) {
        const { degree } = found;
        report({ location, severity: 'info', messageId: 'polynomial', data: { ...data, degree } });
      }
    }
  },
});
