import { defineRule, quote } from '../../kit.ts';
import { blowUp, mostDegree, type SlowText } from '../../../src/patterns/blow-up.ts';
import { writtenRegexes } from '../_shared/written-patterns.ts';

/** How often a message repeats the part of a text that makes the pattern slow. */
const TIMES_SHOWN = 8;
const LONGEST_SHOWN = 40;
/** The power of the length from which on a pattern is slow. */
const SLOW_DEGREE = 3;

interface SlowData {
  readonly pattern: string;
  readonly text: SlowText;
  /** Whether the text comes from a server; else it is in a message. */
  readonly isReply: boolean;
}

function messageOf({ pattern, text, isReply }: SlowData, growth: string): string {
  const { prefix, pump, suffix } = text;
  const times = Math.max(2, Math.min(TIMES_SHOWN, Math.floor(LONGEST_SHOWN / pump.length)));
  const shown = quote(`${prefix}${pump.repeat(times)}${suffix}`);
  const sender = isReply ? 'a server that answers so' : 'a message with such an address or header';
  return `the time that ${quote(pattern)} takes for a text like ${shown} ${growth}: ${sender} keeps PowerMTA busy, and where PCRE gives up the pattern counts as not found`;
}

export const rule = defineRule({
  id: 'slow-regex',
  category: 'patterns',
  severity: 'warning',
  preset: 'recommended',
  fix: 'none',
  summary: 'a regular expression that a text can keep busy for very long',
  messages: {
    exponential: (data: SlowData) => ({
      message: messageOf(data, `at least doubles with every ${quote(data.text.pump)} more`),
    }),
    polynomial: (data: SlowData & { readonly degree: number }) => ({
      message: messageOf(
        data,
        `grows like the number of ${quote(data.text.pump)} to the power of ${data.degree}`,
      ),
    }),
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
