import { booleanOf, defineRule, groupBy, effectiveOf, quote, switchOff } from '../../kit.ts';

/** What others may read, by the directive that lets them. */
const READABLE = {
  'log-file-world-readable': 'the log, with addresses, replies and whatever of the SMTP dialogue is logged',
  'world-readable': 'this accounting file, with the address of every recipient',
} as const;

type Switch = keyof typeof READABLE;

export const rule = defineRule({
  id: 'world-readable-logs',
  category: 'security',
  severity: 'warning',
  preset: 'recommended',
  fixes: ['unsafe'],
  summary: 'every user of the server may read the log or an accounting file',
  requires: Object.keys(READABLE),
  messages: {
    worldReadable: ({ directive }: { directive: Switch }) => ({
      message: `${quote(directive)} lets every user and program of this server read ${READABLE[directive]}; one web page with a hole is enough to carry your list of recipients away; let a group read it that the evaluating program is in`,
    }),
  },
  check({ model, report }) {
    for (const directive of Object.keys(READABLE) as Switch[]) {
      const scope = directive === 'world-readable' ? 'acct-file' : 'global';
      const uses = model
        .named(directive)
        .filter(({ section, broken, value }) => section.scope === scope && !broken && value !== null);
      for (const lines of groupBy(uses, ({ section }) => section).values()) {
        const use = effectiveOf(lines);
        if (use === undefined || booleanOf(use.canonical.value ?? '') !== true) continue;
        const fix = switchOff(use, 'unsafe', 'only the owner and the group can read it then');
        report({ location: use.nameLocation, messageId: 'worldReadable', data: { directive }, fix });
      }
    }
  },
});
