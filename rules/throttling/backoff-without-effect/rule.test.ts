import { expect, it } from 'vitest';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as faster } from '../backoff-faster-than-normal/rule.ts';
import { rule } from './rule.ts';

const LIST =
  '<smtp-pattern-list x>\n reply /^421 a/ mode=backoff,backoff-to-normal-after=1h\n</smtp-pattern-list>\n';
/** Lines before the text of `mainWith`, and of the list. */
const HEAD = 7 + 3;

const noEffect = (line: number, domain: string) => ({
  messageId: 'noEffect',
  at: `${HEAD + line} <domain ${domain}>`,
  data: { list: 'x' },
});

const BLOCK = '<domain b.example>\nsmtp-pattern-list x\n';
const withBlock = (setting: string): string => mainWith(`${LIST}${BLOCK}${setting}\n</domain>\n`);

const slowing = [
  'backoff-max-msg-rate 100/h',
  'max-smtp-out 21',
  'max-smtp-out unlimited',
  'backoff-max-smtp-out 19',
  'backoff-max-connect-rate 1/m',
  'backoff-max-data-volume-rate 1M/m',
  'backoff-reroute-to-virtual-mta slow',
  'backoff-max-msg-rate {{ rate }}',
  'max-smtp-out 0',
  'queue-to other.queue',
  'type discard',
  'max-msg-rate 60/h\nbackoff-max-msg-rate 1/m',
];
const withoutEffect = [
  'max-smtp-out 20',
  'max-msg-rate 100/h',
  'max-msg-rate 100/h\nbackoff-max-msg-rate 100/h',
  'backoff-max-msg-rate unlimited',
  'backoff-max-msg-rate 0',
  'backoff-retry-after 5h',
  'backoff-reroute-to-virtual-mta ""',
];

/** A block that is slowed down, and a VMTA with a setting for all domains. */
const withVmta = (setting: string): string =>
  mainWith(
    `${LIST}${BLOCK}backoff-max-msg-rate 1/m\n</domain>\n<virtual-mta v>\n<domain *>\n${setting}\n</domain>\n</virtual-mta>\n`,
  );

const SEVERAL_BLOCKS = mainWith(
  `${LIST}<domain *>\nsmtp-pattern-list x\n</domain>\n<domain gmail.com>\nmax-smtp-out 10\nbackoff-max-smtp-out 10\n</domain>\n<domain c.example>\nbackoff-max-smtp-out 1\n</domain>\n`,
);

/** A list whose rules do not lead into backoff. */
const SKIPPING =
  '<smtp-pattern-list y>\n reply /greylist/ skip-mx\n</smtp-pattern-list>\n<domain b.example>\nsmtp-pattern-list y\nbackoff-upon-all-sources-disabled yes\n</domain>\n';

testRule(rule, {
  accept: {
    ...Object.fromEntries(slowing.map((setting) => [setting, withBlock(setting)])),
    'a fragment': `${LIST}${BLOCK}</domain>\n`,
    'a configuration without one of its files': mainWith(
      `${LIST}${BLOCK}</domain>\ninclude /etc/pmta/absent.conf\n`,
    ),
    'a VMTA that slows the queue of a global block too': withVmta('backoff-max-msg-rate 2/m'),
  },
  report: {
    ...Object.fromEntries(
      withoutEffect.map((setting) => [
        setting,
        { texts: withBlock(setting), findings: [noEffect(1, 'b.example')] },
      ]),
    ),
    'a block without settings': {
      texts: mainWith(`${LIST}${BLOCK}</domain>\n`),
      findings: [noEffect(1, 'b.example')],
    },
    'every block whose queue is not slowed down': {
      texts: SEVERAL_BLOCKS,
      findings: [noEffect(1, '*'), noEffect(4, 'gmail.com')],
    },
    'a VMTA that takes the effect away from a global block': {
      texts: withVmta('backoff-max-msg-rate unlimited'),
      findings: [noEffect(1, 'b.example')],
    },
    'disabled sources, without a list whose rules do not lead into backoff': {
      texts: mainWith(SKIPPING),
      findings: [{ messageId: 'noEffect', at: '11 <domain b.example>', data: { list: null } }],
    },
  },
});

it('says that disabled sources lead into backoff', () => {
  const [finding] = lintTexts(mainWith(SKIPPING), [rule]).findings;
  expect(finding?.message).toMatch(/^this queue can enter backoff when all its sources are disabled, but /);
});

it('gives each block what it needs', () => {
  const after = fixed(SEVERAL_BLOCKS, [rule, faster]);
  expect(after.left).toEqual([]);
  expect(after.text).toMatch(/gmail\.com>[^<]*backoff-max-smtp-out 1\n[^<]*backoff-max-msg-rate 10\/m/);
  expect(loosened(SEVERAL_BLOCKS, after.text, ['gmail.com', 'c.example', 'd.example'])).toEqual([]);
});
