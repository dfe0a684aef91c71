import { describe, expect, it } from 'vitest';
import { settingsFor } from '../../../src/engine/settings.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as shadowed } from '../../names/shadowed-by-vmta-default/rule.ts';
import { rule as exit } from '../backoff-without-exit/rule.ts';
import { rule as connections } from '../high-provider-connections/rule.ts';
import { rule as backoff } from '../missing-backoff/rule.ts';
import { rule as partial } from '../partial-provider-domains/rule.ts';
import { rule } from './rule.ts';

const all = [rule, connections, backoff, exit];
const recommended = settingsFor({ preset: 'recommended' });
const DOMAINS = ['gmail.com', 'googlemail.com', 'yahoo.com', 'aol.com', 'hotmail.com', 'example.org'];

const OTHERS =
  '<domain yahoo.com>\n max-smtp-out 5\n</domain>\n<domain hotmail.com>\n max-smtp-out 5\n</domain>\n';
const DEFAULT = '<domain *>\n    max-smtp-out 10\n</domain>\n';

const forRecommended = (texts: string) => ({ texts, settings: recommended });

/** Findings at the first line of the configuration. */
const noBlocks = (...ids: string[]) =>
  ids.map((subject) => ({ messageId: 'noBlock', at: '1 log-file /var/log/pmta/log', data: { subject } }));

const rollup = (pattern: string): string =>
  mainWith(
    `${OTHERS}<mx-rollup-list>\n mx ${pattern} x.rollup\n</mx-rollup-list>\n<domain x.rollup>\n max-smtp-out 5\n</domain>\n<domain *>\n max-smtp-out 4000\n</domain>\n`,
  );
const rollupsOfGoogle = ['*.google.com', 'gmail-smtp-in.l.google.com', '*.l.google.com'];

/** A VMTA with a block for Gmail. */
const A = '<virtual-mta a>\n <domain gmail.com>\n  max-smtp-out 5\n </domain>\n</virtual-mta>\n';
const B = '<virtual-mta b>\n <domain *>\n  max-smtp-out 7\n </domain>\n</virtual-mta>\n';
const POOL =
  '<virtual-mta c>\n</virtual-mta>\n<virtual-mta-pool b>\n virtual-mta c\n <domain *>\n  max-smtp-out 7\n </domain>\n</virtual-mta-pool>\n';

/** Clients that send through the VMTAs or pools `a` and `b`, and through no other. */
const selecting = (vmtas: string): string =>
  mainWith(`${OTHERS}<source 10/8>\n always-allow-relaying yes\n</source>\n${vmtas}`)
    .replace('    process-x-virtual-mta yes\n', '    default-virtual-mta a\n')
    .replace('<source 10/8>\n', '<source 10/8>\n default-virtual-mta b\n');

const reached = {
  'a wildcard': '<domain [*.]gmail.com>\n max-smtp-out 5\n</domain>',
  'one domain of several': '<domain googlemail.com>\n max-smtp-out 5\n</domain>',
  'a queue-to':
    '<domain gmail.com>\n queue-to gmail.queue\n</domain>\n<domain gmail.queue>\n smtp-hosts lookup-mx:gmail.com\n</domain>',
  'a rollup': '<mx-rollup-list>\n mx *.google.com g.rollup\n mx *.googlemail.com g.rollup\n</mx-rollup-list>',
  'a relay for all': '<domain *>\n smtp-hosts [10.0.0.1]:25\n</domain>',
};

testRule(rule, {
  accept: {
    'a server that takes mail for its own domains alone': forRecommended(
      `log-file /l\n<spool /s>\n</spool>\nrelay-domain [*.]corp.example\n<source 0/0>\n allow-auth no\n</source>\n<domain [*.]corp.example>\n smtp-hosts exchange.corp.example\n</domain>\n`,
    ),
    // Which of the domains the rollup takes depends on DNS.
    ...Object.fromEntries(
      rollupsOfGoogle.map((pattern) => [`a rollup for ${pattern}`, forRecommended(rollup(pattern))]),
    ),
    ...Object.fromEntries(
      Object.entries(reached).map(([title, text]) => [title, forRecommended(mainWith(`${OTHERS}${text}\n`))]),
    ),
    'a fragment': forRecommended(DEFAULT),
    'a configuration without one of its files': forRecommended(mainWith('include missing.conf\n')),
    'lines that a template engine fills': forRecommended(mainWith('<%= render "domains.erb" %>\n')),
    'a block with a placeholder': forRecommended(
      mainWith('<domain {{isp}}>\n    max-smtp-out 10\n</domain>\n'),
    ),
    'a {default} that nothing is sent through': forRecommended(
      mainWith(`${OTHERS}${A}`).replace('    process-x-virtual-mta yes\n', '    default-virtual-mta a\n'),
    ),
  },
  report: {
    'each provider, at the first line': {
      ...forRecommended(mainWith(DEFAULT)),
      findings: noBlocks('google', 'microsoft-consumer', 'yahoo'),
    },
    'more providers with preset strict': {
      texts: mainWith(''),
      settings: settingsFor({ preset: 'strict' }),
      findings: noBlocks(
        'apple',
        'comcast',
        'google',
        'microsoft-consumer',
        'orange',
        'united-internet',
        'yahoo',
      ),
    },
    'a rollup for other hosts': {
      ...forRecommended(rollup('mx.example.org')),
      findings: noBlocks('google'),
    },
    'what nothing but {default} lacks, at the first line': {
      ...forRecommended(mainWith(OTHERS + A).replace('    process-x-virtual-mta yes\n', '')),
      findings: [
        {
          messageId: 'noBlockForVmtas',
          at: '1 log-file /var/log/pmta/log',
          data: { subject: 'google', vmtas: ['{default}'], withBlock: ['a'], areSelected: false },
        },
      ],
    },
    'the tag of the one VMTA without a block that others have': {
      ...forRecommended(selecting(A + B)),
      findings: [
        {
          messageId: 'noBlockInSection',
          at: '23 <virtual-mta b>',
          data: { subject: 'google', providers: ['Gmail'], kind: 'VMTA', name: 'b' },
        },
      ],
    },
    'the tag of the one pool without a block that others have': {
      ...forRecommended(selecting(A + POOL)),
      findings: [
        {
          messageId: 'noBlockInSection',
          at: '25 <virtual-mta-pool b>',
          data: { subject: 'google', kind: 'pool', name: 'b' },
        },
      ],
    },
  },
});

it('says for which mail a block is missing, where others have one', () => {
  const messages = (text: string): string[] =>
    lintTexts(text, [rule], recommended).findings.map(({ message }) => message);
  const source = '    process-x-virtual-mta yes\n';
  expect(messages(mainWith(OTHERS + A).replace(source, ''))).toEqual([
    'No <domain> block for Gmail in {default}; a has one, but nothing selects it',
  ]);
  const two = A + A.replace('virtual-mta a', 'virtual-mta b');
  expect(messages(mainWith(OTHERS + two).replace(source, ''))).toEqual([
    'No <domain> block for Gmail in {default}; a and b have one, but nothing selects them',
  ]);
  // Selected by one of two sources.
  expect(
    messages(
      mainWith(`${OTHERS}<source 10/8>\n always-allow-relaying yes\n</source>\n${A}`).replace(
        source,
        '    default-virtual-mta a\n',
      ),
    ),
  ).toEqual(['No <domain> block for Gmail in {default}; a has one']);
});

it('names the provider and the VMTA or pool', () => {
  const messages = (text: string): string[] =>
    lintTexts(text, [rule], recommended).findings.map(({ message }) => message.slice(0, 24));
  expect(messages(mainWith(DEFAULT))).toEqual([
    'Gmail has no <domain> bl',
    'Microsoft (Outlook.com) ',
    'Yahoo has no <domain> bl',
  ]);
  expect(messages(selecting(A + B))).toEqual(["in the VMTA 'b' there is"]);
  expect(messages(selecting(A + POOL))).toEqual(["in the pool 'b' there is"]);
});

it('does not let other rules report a provider of which a rollup takes some hosts', () => {
  const { findings } = lintTexts(rollup('*.google.com'), [connections], recommended);
  expect(JSON.stringify(findings.map(({ data }) => data))).not.toContain('Gmail');
});

describe('the fix', () => {
  it.each([
    ['no <domain *>', '', 'warm'],
    [
      'a slower <domain *>',
      '<domain *>\n    max-smtp-out 2\n    max-msg-rate 20/h\n    retry-after 2h,4h\n    max-msg-per-connection 3\n</domain>\n',
      'warm',
    ],
    ['a cold address', '<domain *>\n    max-smtp-out 200\n</domain>\n', 'cold'],
    ['an established address', '<domain *>\n    max-smtp-out 2000\n</domain>\n', 'established'],
    [
      'a VMTA that hides the global level',
      '<virtual-mta v>\n    <domain *>\n        max-smtp-out 3\n        max-msg-rate 30/h\n    </domain>\n</virtual-mta>\n',
      'warm',
    ],
    [
      'a pool that hides the global level',
      '<virtual-mta v>\n</virtual-mta>\n<virtual-mta-pool p>\n    virtual-mta v\n    <domain *>\n        max-smtp-out 3\n    </domain>\n</virtual-mta-pool>\n',
      'warm',
    ],
    [
      'a list with a way out',
      '<smtp-pattern-list x>\n    reply /^421 RP-001/ mode=backoff\n</smtp-pattern-list>\n<domain *>\n    smtp-pattern-list x\n    backoff-to-normal-after 1h\n    backoff-retry-after 3h\n</domain>\n',
      'warm',
    ],
    ['no last line end', '<domain *>\n\tmax-smtp-out 10\n</domain>', 'warm'],
  ] as const)('leaves no finding after one pass and loosens nothing: %s', (_, text, reputation) => {
    const before = mainWith(text);
    for (const preset of ['recommended', 'strict'] as const) {
      const settings = settingsFor({ preset, reputation });
      const after = fixed(before, all, settings);
      expect(after.left.map(({ message }) => message)).toEqual([]);
      // At the end of a file without a last line end only one fix at a time can add lines.
      expect(after.passes).toBeLessThanOrEqual(before.endsWith('\n') ? 1 : 2);
      expect(loosened(before, after.text, DOMAINS, [null, 'v'])).toEqual([]);
    }
  });

  it.each([
    ['recommended', 'gmail.com, googlemail.com'],
    ['strict', 'gmail.com, google.com, googlemail.co.uk, googlemail.com'],
    ['all', 'gmail.com, google.com, googlemail.co.uk, googlemail.com'],
  ] as const)(
    'adds a macro of the large domains in preset recommended, else of all: %s',
    (preset, domains) => {
      const { text } = fixed(mainWith(DEFAULT + OTHERS), [rule], settingsFor({ preset }));
      expect(text).toContain(`domain-macro google ${domains}\n`);
    },
  );

  it('leaves the small domains to an info of partial-provider-domains', () => {
    const { text } = fixed(mainWith(DEFAULT), [rule], recommended);
    expect(lintTexts(text, [rule, partial], recommended).findings.map(({ severity }) => severity)).toEqual(
      [],
    );
    const strict = lintTexts(text, [partial], settingsFor({ preset: 'strict' })).findings;
    expect(strict.map(({ severity, data }) => [severity, data.subject])).toEqual([
      ['info', 'google'],
      ['info', 'yahoo'],
      ['info', 'microsoft-consumer'],
    ]);
  });

  it('keeps the line ends and the indentation of the file', () => {
    const before = mainWith('<domain *>\n\tmax-smtp-out 10\n</domain>\n')
      .replaceAll('    ', '\t')
      .replaceAll('\n', '\r\n');
    const { text } = fixed(before, [rule], recommended);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(text).toContain('\r\n<domain $google>\r\n\tmax-smtp-out 10\r\n');
  });

  it('adds the block in the VMTA whose <domain *> would hide it', () => {
    const vmta = '<virtual-mta v>\n    <domain *>\n        max-smtp-out 3\n    </domain>\n</virtual-mta>\n';
    const { text } = fixed(mainWith(vmta), [rule], recommended);
    const inside = text.slice(text.indexOf('<virtual-mta v>'), text.indexOf('</virtual-mta>'));
    expect(inside).toContain('    <domain $google>\n        max-smtp-out 3\n');
    expect(text.match(/^domain-macro google /gm)).toHaveLength(1);
    expect(text.match(/^<smtp-pattern-list google-backoff>/gm)).toHaveLength(1);
  });

  it('repeats what the <domain *> of a VMTA sets where a new global block sets something else', () => {
    const vmta =
      '<virtual-mta v>\n    <domain *>\n        backoff-to-normal-after 3h\n    </domain>\n</virtual-mta>\n';
    const { text } = fixed(mainWith(vmta), [rule], recommended);
    const inside = text.slice(text.indexOf('<virtual-mta v>'), text.indexOf('</virtual-mta>'));
    expect(inside.match(/backoff-to-normal-after 3h/g)).toHaveLength(4);
    expect(text).toContain('    backoff-to-normal-after 1h\n</domain>\n');
    expect(lintTexts(text, [shadowed], recommended).findings).toEqual([]);
  });

  it('adds the block in the VMTA whose <domain *> gets a list from the fix of missing-backoff', () => {
    const vmta = '<virtual-mta v>\n<domain *>\ndkim-sign yes\n</domain>\n</virtual-mta>\n';
    const { text, left } = fixed(mainWith(vmta), [rule, backoff, shadowed], recommended);
    expect(left).toEqual([]);
    const inside = text.slice(text.indexOf('<virtual-mta v>'), text.indexOf('</virtual-mta>'));
    expect(inside).toContain('<domain $google>');
    // One for all VMTAs does where the list goes into a <domain *> of the top level.
    const wide = fixed(mainWith(`${vmta}<domain *>\n</domain>\n`), [rule, backoff, shadowed], recommended);
    expect(wide.left).toEqual([]);
    expect(wide.text.match(/<domain \$google>/g)).toHaveLength(1);
  });

  it('uses free names, and a macro for the same domains', () => {
    const same = 'domain-macro google gmail.com,googlemail.com,google.com,googlemail.co.uk\n';
    expect(fixed(mainWith(same), [rule], recommended).text.match(/^domain-macro google/gm)).toHaveLength(1);
    const taken = mainWith(
      `domain-macro google example.com\n<smtp-pattern-list google-backoff>\n</smtp-pattern-list>\n${OTHERS}`,
    );
    const { text } = fixed(taken, [rule], recommended);
    expect(text).toContain('<domain $google_2>');
    expect(text).toContain('smtp-pattern-list google-backoff-2');
  });

  it('copies a list that others use, and writes no inherited setting', () => {
    const list = '<smtp-pattern-list x>\n    reply /^421 mine/ mode=backoff # ours\n</smtp-pattern-list>\n';
    const { text } = fixed(
      mainWith(
        `${list}<domain *>\n    smtp-pattern-list x\n    backoff-to-normal-after 1h\n    bounce-after 3d\n    dkim-sign yes\n</domain>\n${OTHERS}`,
      ),
      [rule],
      recommended,
    );
    expect(text).toMatch(/<smtp-pattern-list x-google>\n +reply \/\^421 mine\/ mode=backoff/);
    const block = text.slice(text.indexOf('<domain $google>'));
    expect(block).toContain('smtp-pattern-list x-google');
    expect(block).not.toMatch(/bounce-after|dkim-sign|backoff-to-normal-after/);
  });

  it('disables a source IP only where every VMTA has another one', () => {
    const hosts = 'smtp-source-host 192.0.2.1 a.example\nsmtp-source-host 192.0.2.2 b.example\n';
    expect(fixed(mainWith(`${hosts}${OTHERS}`), [rule], recommended).text).toContain(
      'disable-source-ip,reenable-after=4h',
    );
    const one = `${hosts}${OTHERS}<virtual-mta v>\n smtp-source-host 192.0.2.1 a.example\n</virtual-mta>\n`;
    expect(fixed(mainWith(one), [rule], recommended).text).not.toContain('disable-source-ip');
  });

  it('is unsafe where it would end a backoff that has no end now', () => {
    const text = mainWith(
      '<smtp-pattern-list x>\n reply /^421 a/ mode=backoff\n</smtp-pattern-list>\n<domain *>\n smtp-pattern-list x\n</domain>\n',
    );
    const { findings } = lintTexts(text, [rule], recommended);
    expect(findings.map(({ fix }) => fix?.effect)).toEqual(['unsafe', 'unsafe', 'unsafe']);
  });
});
