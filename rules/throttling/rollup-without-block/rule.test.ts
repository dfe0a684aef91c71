import { expect, it } from 'vitest';
import { casesOf } from '../../../test/support/cases.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rollupList, section } from '../../../test/support/section.ts';
import { rule as rollupMisnamed } from '../../queues/rollup-misnamed/rule.ts';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';

const domain = (name: string): string => section(`domain ${name}`, 'max-smtp-out 2');

const ICLOUD = rollupList('mx1.mail.icloud.com icloud.rollup', 'mx2.mail.icloud.com icloud.rollup');

/** In mainWith the text begins on line 8, the lines of its list on line 9. */
const noBlock = (at: string, queue: string, ...related: string[]) =>
  ({ messageId: 'noBlock', severity: 'warning', at, data: { queue }, related }) as const;

testRule(rule, {
  accept: {
    ...casesOf(
      'the block',
      ['icloud.rollup', 'ICLOUD.Rollup', '*.rollup', '[*.]icloud.rollup', 'icloud.rollup.'],
      (name) => mainWith(ICLOUD + domain(name)),
    ),
    'a block before the list': mainWith(domain('icloud.rollup') + ICLOUD),
    'a block with a macro': mainWith(
      `domain-macro rollups icloud, google\n${ICLOUD}${domain('$rollups.rollup')}`,
    ),
    'a block in a VMTA': mainWith(`${ICLOUD}<virtual-mta v>\n${domain('icloud.rollup')}</virtual-mta>\n`),
    'a block in a pool': mainWith(
      `${ICLOUD}<virtual-mta-pool p>\n${domain('icloud.rollup')}</virtual-mta-pool>\n`,
    ),
    'a block without lines': mainWith(ICLOUD + section('domain icloud.rollup')),
    'a block in an included file': {
      texts: { config: mainWith(`${ICLOUD}include part\n`), part: domain('icloud.rollup') },
    },
    ...casesOf(
      'the line',
      ['mx1.a.example $queue', 'mx1.a.example {{ queue }}.rollup', 'mx1.a.example', ''],
      (line) => mainWith(rollupList(line)),
    ),
    'a queue with another ending, which rollup-misnamed reports': mainWith(
      rollupList('mx1.a.example a.queue'),
    ),
    'an include that was not read': mainWith(`include missing\n${ICLOUD}`),
    'a line of a template engine': mainWith(`${ICLOUD}<% blocks %>\n`),
    'a placeholder for blocks': mainWith(`${ICLOUD}__BLOCKS__\n`),
    'a block whose name is filled in': mainWith(ICLOUD + domain('{{ provider }}.rollup')),
    'a fragment': ICLOUD,
    'a list in config-defaults': { texts: { config: mainWith(domain('*')), 'config-defaults': ICLOUD } },
  },
  report: {
    'a rollup once, at its first line': {
      texts: mainWith(ICLOUD + domain('*')),
      findings: [{ ...noBlock('9 mx', 'icloud.rollup', '10 mx'), data: { provider: 'iCloud' } }],
    },
    'each rollup': {
      texts: mainWith(
        rollupList('mx1.a.example a.rollup', 'mx1.b.example B.ROLLUP', 'mx1.c.example c.rollup') +
          domain('b.rollup'),
      ),
      findings: [{ ...noBlock('9 mx', 'a.rollup'), data: { provider: null } }, noBlock('11 mx', 'c.rollup')],
    },
    'blocks of similar names': {
      texts: mainWith(
        ICLOUD + domain('icloud.rolup') + domain('icloud.com') + domain('*.icloud.rollup.example'),
      ),
      findings: [noBlock('9 mx', 'icloud.rollup', '10 mx')],
    },
    'a rollup by IP': {
      texts: mainWith(rollupList('*.icloud.com icloud.rollup rollup-by-ip')),
      findings: [noBlock('9 mx', 'icloud.rollup')],
    },
    'a rollup at its first wildcard': {
      texts: mainWith(rollupList('mx1.icloud.com icloud.rollup', '*.icloud.com icloud.rollup')),
      findings: [noBlock('10 mx', 'icloud.rollup', '9 mx')],
    },
  },
});

it('reports a wildcard without hosts as rollup-misnamed only', () => {
  const texts = mainWith(rollupList('mx1.icloud.com icloud.rollup', '*.icloud.com icloud.rollup'));
  expect(lintTexts(texts, [rule, rollupMisnamed]).findings.map(({ messageId }) => messageId)).toEqual([
    'unknownHosts',
  ]);
});

it('reports limits of <domain *> for a provider only where a rollup has a block', () => {
  const judged = [
    'high-provider-connections',
    'high-messages-per-connection',
    'missing-backoff',
    'uncovered-provider-reply',
    rule.id,
  ];
  const google = rollupList(
    '*.google.com google.rollup rollup-by-ip',
    '*.googlemail.com google.rollup rollup-by-ip',
  );
  const all = section('domain *', 'max-smtp-out 200', 'max-msg-per-connection 500');
  const idsOf = (text: string): string[] => {
    const settings = { providers: ['google'] };
    return lintTexts(
      mainWith(text),
      rules.filter(({ id }) => judged.includes(id)),
      settings,
    ).findings.map((finding) => finding.rule);
  };
  expect(idsOf(google + all)).toEqual([rule.id]);
  expect(idsOf(google + all + section('domain google.rollup', 'dkim-sign yes')).sort()).toEqual([
    'high-messages-per-connection',
    'high-provider-connections',
    'missing-backoff',
  ]);
});
