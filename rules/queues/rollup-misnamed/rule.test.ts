import { expect, it } from 'vitest';
import { each } from '../../../test/support/cases.ts';
import { mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rollupList } from '../../../test/support/section.ts';
import { rule } from './rule.ts';

function domain(name: string, ...lines: string[]): string {
  return [`<domain ${name}>`, ...lines, '</domain>', ''].join('\n');
}

const misnamed = (line: number, data = {}) => ({ messageId: 'misnamed', at: `${line} mx`, data });
const unknownHosts = (line: number, data = {}) => ({ messageId: 'unknownHosts', at: `${line} mx`, data });

const queues = ['google', 'google.queue', 'google.rolup', 'google.com', 'rollup', 'GOOGLE.ROLLUPS'];
const lineFor = (queue: string): string => `mx1.google.com ${queue}`;

const WILDCARD = rollupList('*.a.example a.rollup');
const NAMED = mainWith(
  `${rollupList('mx1.a.example a.queue', 'mx2.a.example A.queue # two')}${domain('A.queue')}<virtual-mta v>\n${domain('a.queue')}</virtual-mta>\n${domain('a.example', 'queue-to "a.queue"')}`,
);
const WITH_BLOCK = mainWith(rollupList('mx1.a.example a.rolup') + domain('a.rollup') + domain('a.rolup'));
const OF_DOMAIN = mainWith(
  rollupList('mx1.gmail.com gmail.com') + domain('gmail.com') + domain('gmail.rollup'),
);

const notFixable = {
  'a domain of the DNS': {
    texts: mainWith(rollupList('mx1.a.example a.example') + domain('a.example')),
    findings: [misnamed(9)],
  },
  'a queue in a fragment': { texts: rollupList('mx1.a.example a'), findings: [misnamed(2)] },
  'a queue with an unread include': {
    texts: mainWith(`${rollupList('mx1.a.example a')}include missing\n`),
    findings: [misnamed(9)],
  },
  'a wrapped line': {
    texts: mainWith(rollupList('mx1.a.example a, \\\n rollup-by-ip')),
    findings: [misnamed(9)],
  },
};

testRule(rule, {
  accept: {
    ...each(
      [
        'mx1.a.example a.rollup',
        'mx1.a.example A.ROLLUP rollup-by-ip',
        'mx1.a.example $queue',
        'mx1.a.example {{ queue }}',
        'mx1.a.example',
        '',
      ],
      (line) => mainWith(rollupList(line)),
    ),
    'a wildcard with hosts': mainWith(WILDCARD + domain('a.rollup', 'smtp-hosts lookup-mx:a.example')),
    'a wildcard with hosts for all domains': mainWith(WILDCARD + domain('*', 'smtp-hosts mx.example.com')),
    'a wildcard with another type': mainWith(WILDCARD + domain('A.Rollup', 'type discard')),
    'a wildcard by IP, and a mail exchanger by name': mainWith(
      rollupList('*.a.example a.rollup rollup-by-ip', 'mx1.a.example b.rollup'),
    ),
    'a wildcard in a fragment': WILDCARD,
    'a wildcard with an unread include': mainWith(`${WILDCARD}include missing\n`),
    'a wildcard with a template': mainWith(`${WILDCARD}<% limits %>\n`),
  },
  report: {
    ...each(queues, (queue) => ({
      texts: rollupList(lineFor(queue)),
      findings: [misnamed(2, { queue: queue.toLowerCase() })],
    })),
    ...each(
      queues,
      (queue) => ({
        texts: mainWith(`${rollupList(lineFor(queue))}include missing\n`),
        findings: [misnamed(9)],
      }),
      (queue) => `${queue} with an unread include`,
    ),
    ...each(
      queues,
      (queue) => ({ texts: rollupList(lineFor(queue)).replaceAll('\n', '\r\n'), findings: [misnamed(2)] }),
      (queue) => `${queue} with CRLF`,
    ),
    'a queue once, at its first line': {
      texts:
        rollupList('mx1.a.example a', 'mx1.b.example b.rollup', 'mx2.a.example A') +
        rollupList('mx3.a.example a'),
      findings: [{ ...misnamed(2), related: ['4 mx', '7 mx'] }],
    },
    'a line of a file that a list includes': {
      texts: {
        config: mainWith('<mx-rollup-list>\ninclude lines\n</mx-rollup-list>\n'),
        lines: 'mx mx1.a.example a\n',
      },
      findings: [{ messageId: 'misnamed', at: 'lines:1 mx' }],
    },
    'a line of a fragment of a list': {
      texts: 'mx mx1.a.example a\n',
      options: { scope: 'mx-rollup-list' },
      findings: [misnamed(1)],
    },
    ...notFixable,
    ...each(['*.a.example', '[*.]a.example', '*'], (pattern) => ({
      texts: mainWith(rollupList(`${pattern} a.rollup`)),
      findings: [{ ...unknownHosts(9, { pattern, queue: 'a.rollup' }), related: [] }],
    })),
    'a queue once, at its first wildcard': {
      texts: mainWith(rollupList('mx1.a.example a.rollup', '*.a.example a.rollup', '*.b.example a.rollup')),
      findings: [{ ...unknownHosts(10), related: ['11 mx'] }],
    },
  },
  fix: {
    'the queue wherever it is named': {
      texts: NAMED,
      fixed: NAMED.replaceAll(/a\.queue/gi, 'a.rollup'),
      effect: 'unsafe',
    },
    'a queue by the name of an existing block, and leaves other blocks alone': {
      texts: WITH_BLOCK,
      fixed: WITH_BLOCK.replace('example a.rolup', 'example a.rollup'),
      effect: 'unsafe',
    },
    'a domain by the name of an existing block': {
      texts: OF_DOMAIN,
      fixed: OF_DOMAIN.replace('gmail.com gmail.com', 'gmail.com gmail.rollup'),
      effect: 'unsafe',
    },
  },
});

it.each(Object.entries(notFixable))('offers no fix for %s', (_, { texts }) => {
  expect(lintTexts(texts, [rule]).findings.map(({ fix }) => fix)).toEqual([null]);
});
