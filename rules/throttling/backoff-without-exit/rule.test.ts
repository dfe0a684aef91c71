import { expect, it } from 'vitest';
import { mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule } from './rule.ts';

const LIST =
  '<smtp-pattern-list x>\n reply /^421 a/ mode=backoff\n reply /^421 b/ mode=normal\n</smtp-pattern-list>\n';

const withBlock = (...lines: string[]): string =>
  mainWith(
    `${LIST}<domain b.example>\n smtp-pattern-list x\n${lines.map((line) => ` ${line}\n`).join('')}</domain>\n`,
  );

const NEVER = 'backoff-to-normal-after never';

const notSet = (at: string) => ({
  messageId: 'notSet',
  at,
  data: { subject: 'backoff-to-normal-after', list: 'x' },
});
const never = (at: string) => ({ messageId: 'never', at, data: { list: 'x', value: 'never' } });

const ALL_DOMAINS = `${LIST}<domain *>\n smtp-pattern-list x\n</domain>\n<domain b.example>\n max-smtp-out 5\n</domain>\n`;
const ROLLUP =
  '<mx-rollup-list>\n mx *.google.com g.rollup\n mx *.googlemail.com g.rollup\n</mx-rollup-list>\n';
const GMAIL = `${LIST}<domain gmail.com>\n smtp-pattern-list x\n</domain>\n`;
const VMTA = '<virtual-mta v>\n <domain *>\n  smtp-pattern-list x\n </domain>\n</virtual-mta>\n';

/** A list of which one rule ends backoff, and another may. */
const twoRules = (second: string): string =>
  mainWith(
    `<smtp-pattern-list x>\n reply /^421 a/ mode=backoff,backoff-to-normal-after=1h\n reply /^421 b/ mode=backoff${second}\n</smtp-pattern-list>\n<domain b.example>\n smtp-pattern-list x\n</domain>\n`,
  );

const YAHOO = `${LIST}<domain yahoo.com>\n smtp-pattern-list x\n`;
const NARROW = `${LIST}<virtual-mta v>\n <domain [*.]yahoo.com>\n  ${NEVER}\n </domain>\n</virtual-mta>\n<domain yahoo.com>\n smtp-pattern-list x\n backoff-to-normal-after 2h\n</domain>\n`;
const REPEATED = mainWith(
  `${LIST}<domain b.example>\n smtp-pattern-list x\n ${NEVER}\n include part\n</domain>\n`,
);

testRule(rule, {
  accept: {
    'a fragment': ALL_DOMAINS,
    'a time after which backoff ends': withBlock('backoff-to-normal-after 1h'),
    'a delivery that ends backoff': withBlock('backoff-to-normal-after-delivery true'),
    'another queue that takes the mail': withBlock('queue-to other.queue'),
    'a list that is cleared': withBlock('smtp-pattern-list ""'),
    'a domain whose mail waits in a rollup': mainWith(GMAIL + ROLLUP),
    'a list in which every rule with mode=backoff has its time': twoRules(',backoff-to-normal-after=2h'),
    'a list of a VMTA that nothing selects': mainWith(LIST + VMTA).replace(
      'process-x-virtual-mta',
      'process-x-job',
    ),
  },
  report: {
    'every block whose queue cannot leave': {
      texts: mainWith(ALL_DOMAINS),
      findings: [notSet('12 <domain *>'), notSet('15 <domain b.example>')],
    },
    'a block without a rollup': { texts: mainWith(GMAIL), findings: [notSet('12 <domain gmail.com>')] },
    'never, which a wider block does not override': {
      texts: mainWith(
        `${LIST}<domain *>\n backoff-to-normal-after 1h\n</domain>\n<domain b.example>\n smtp-pattern-list x\n ${NEVER}\n</domain>\n`,
      ),
      findings: [never('15 <domain b.example>')],
    },
    'a list of which one rule with mode=backoff has no time': {
      texts: twoRules(''),
      findings: [notSet('12 <domain b.example>')],
    },
    'a list that a VMTA gives to all its queues': {
      texts: mainWith(`${LIST}${VMTA}<domain b.example>\n max-smtp-out 5\n</domain>\n`),
      findings: [notSet('13 <domain *>'), notSet('17 <domain b.example>')],
    },
    'the block of a narrower scope whose line decides': {
      texts: mainWith(NARROW),
      findings: [never('13 <domain [*.]yahoo.com>')],
    },
    'sources that are all disabled': {
      texts: mainWith('<domain b.example>\n backoff-upon-all-sources-disabled yes\n</domain>\n'),
      findings: [
        {
          messageId: 'notSet',
          at: '8 <domain b.example>',
          data: { list: null },
        },
      ],
    },
  },
  fix: {
    "a block, with the provider's figure": {
      texts: mainWith(`${YAHOO} ${NEVER}\n</domain>\n`),
      fixed: mainWith(`${YAHOO} backoff-to-normal-after 2h\n</domain>\n`),
      effect: 'unsafe',
    },
    'the line that decides, though another block fits the domain better': {
      texts: mainWith(NARROW),
      fixed: mainWith(NARROW.replace('never', '2h')),
    },
    'both lines where one is repeated': {
      texts: withBlock(NEVER, NEVER),
      fixed: withBlock('backoff-to-normal-after 1h', 'backoff-to-normal-after 1h'),
    },
    'the line of the block too that an included file repeats': {
      texts: { config: REPEATED, part: ` ${NEVER}\n` },
      fixed: { config: REPEATED.replace('never', '1h'), part: ' backoff-to-normal-after 1h\n' },
    },
  },
});

it('has no fix for a line that goes on in the next', () => {
  const wrapped = withBlock('backoff-to-normal-after \\', 'never');
  expect(lintTexts(wrapped, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});

it('says whether never is set or is the default', () => {
  const message = (text: string): string | undefined => lintTexts(text, [rule]).findings[0]?.message;
  expect(message(withBlock())).toContain('backoff-to-normal-after is not set (default never)');
  expect(message(withBlock(NEVER))).toContain("backoff-to-normal-after is 'never';");
});
