import { defineRule, domainLines, quote, secondsOfInterval, setDirective } from '../../rules/kit.ts';

const DIRECTIVE = 'retry-after-dns-error';

export const rule = defineRule({
  id: 'dns-retry-too-fast',
  category: 'queues',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['tightens'],
  summary: 'a failed DNS query is repeated within seconds',
  requires: [DIRECTIVE],
  options: {
    min: {
      type: 'interval',
      default: '30s',
      strictest: '1m',
      summary: 'the shortest wait after a DNS error',
    },
  },
  messages: {
    tooShort: ({ value, least }: { value: string; least: string }) => ({
      message: `${quote(`${DIRECTIVE} ${value}`)} is under ${least}`,
      why: 'All waiting queues query the failing resolver again at once, which keeps it down for longer.',
      help: `Set it to ${least} or more.`,
    }),
  },
  check({ model, optionsIn, report }) {
    for (const { use, value } of domainLines(model, DIRECTIVE)) {
      const options = optionsIn(use.file);
      const least = String(options.valueOf('min'));
      const seconds = secondsOfInterval(value);
      if (seconds === undefined || seconds >= options.seconds('min')) continue;
      report({
        location: use.nameLocation,
        messageId: 'tooShort',
        data: { value, least },
        fix: () => ({
          effect: 'tightens',
          title: `raise ${DIRECTIVE} to ${least}`,
          edits: setDirective(model, use.section, DIRECTIVE, least, use),
        }),
      });
    }
  },
});
