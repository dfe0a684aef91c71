import { describe, expect, it } from 'vitest';
import { compareModels } from '../../../src/compare/compare.ts';
import { settingsFor, type Settings } from '../../../src/engine/settings.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { fixed, mainWith } from '../../../test/support/fixed.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { testRule } from '../../../test/support/rule-tester.ts';
import { rule as missingProviderDomain } from '../missing-provider-domain/rule.ts';
import { rule } from './rule.ts';

/** Lines before the text of `mainWith`. */
const HEAD = 7;

const ignoring = (...ignore: string[]): Settings =>
  settingsFor({ preset: 'strict', rules: new Map([[rule.id, { options: { ignore } }]]) });

const block = (argument: string, ...settings: string[]): string =>
  `<domain ${argument}>\n${settings.map((line) => `    ${line}\n`).join('')}</domain>\n`;
const few = (argument: string): string => block(argument, 'max-smtp-out 5');
const apple = few('me.com');
const macro = (domains: string): string => `domain-macro m ${domains}\n${few('$m')}`;

/** A finding at a line of the text in `mainWith`. */
const missing = (
  line: number,
  domain: string,
  data: Record<string, unknown> = {},
  severity: 'warning' | 'info' = 'warning',
) => ({ messageId: 'missingDomains', severity, at: `${HEAD + line} <domain ${domain}>`, data });

const complete = {
  'all domains in blocks': macro('me.com, mac.com, icloud.com'),
  'other domains in other blocks':
    apple + block('mac.com', 'retry-after 1h') + block('icloud.com', 'queue-to a.queue'),
  'no block for the provider': few('b.example'),
  'a block for a top-level domain': few('*.com'),
  'a block that sets an oddity only': block('me.com', 'ignore-8bitmime yes'),
  'a block that sends the mail another way': block('me.com', 'smtp-hosts [10.0.0.1]', 'max-smtp-out 5'),
  'a rollup of the exchangers': `${apple}<mx-rollup-list>\nmx *.mail.icloud.com a.rollup\n</mx-rollup-list>\n`,
  'a macro that is not defined': apple + few('$other'),
};

const GMX = 'domain-macro g gmx.de, gmx.net\n' + few('web.de') + few('$g');

testRule(rule, {
  accept: {
    ...Object.fromEntries(Object.entries(complete).map(([title, text]) => [title, mainWith(text)])),
    'a fragment': apple,
    'a configuration without one of its files': mainWith(`${apple}include /etc/pmta/absent.conf\n`),
    'a provider to be ignored': { texts: mainWith(apple), settings: ignoring('apple') },
    'domains to be ignored': { texts: mainWith(apple), settings: ignoring('mac.com', 'icloud.com') },
  },
  report: {
    'a large domain': {
      texts: mainWith(apple),
      findings: [
        missing(1, 'me.com', { subject: 'apple', present: ['me.com'], missing: ['icloud.com', 'mac.com'] }),
      ],
    },
    'small domains, as info': {
      texts: mainWith(macro('gmail.com, googlemail.com')),
      findings: [missing(2, '$m', { missing: ['google.com', 'googlemail.co.uk'] }, 'info')],
    },
    'large domains first': {
      texts: mainWith(few('gmail.com')),
      findings: [missing(1, 'gmail.com', { missing: ['googlemail.com', 'google.com', 'googlemail.co.uk'] })],
    },
    'each provider once': {
      texts: mainWith(apple + few('alice.it') + 'domain-macro two tin.it, tim.it\n'),
      findings: [missing(1, 'me.com', { subject: 'apple' }), missing(4, 'alice.it', {}, 'info')],
    },
    'the block for most of the domains': {
      texts: mainWith(GMX),
      findings: [missing(5, '$g', { present: ['gmx.de', 'gmx.net'] })],
    },
    'only the provider that most of a block is about': {
      texts: mainWith(macro('aol.com, aim.com, me.com')),
      findings: [missing(2, '$m', { provider: 'Yahoo' })],
    },
    'the operator of a brand': {
      texts: mainWith(few('att.net')),
      findings: [{ messageId: 'missingDomains', at: '8 <domain att.net>', data: { provider: 'Yahoo' } }],
    },
    'a queue-to as a block, also where all mail goes to a relay': {
      texts: mainWith(
        `<virtual-mta v>\n${block('*', 'smtp-hosts [127.0.0.1]:2525')}${block('me.com', 'queue-to a.rollup')}${block('a.rollup', 'max-msg-rate 5/m')}</virtual-mta>\n`,
      ),
      findings: [missing(5, 'me.com')],
    },
    'a domain that is not ignored': {
      texts: mainWith(apple),
      settings: ignoring('mac.com'),
      findings: [missing(1, 'me.com', { missing: ['icloud.com'] })],
    },
  },
});

it.each([
  ['a provider of the settings', 'me.com', { providers: ['apple'] }, 'warning'],
  ['a provider that is not in the settings', 'me.com', { providers: ['google'] }, 'info'],
  [
    'one of the default three, also where the settings leave it out',
    'gmail.com',
    { providers: [] },
    'warning',
  ],
] as const)('reports a large domain of %s', (_, domain, settings, severity) => {
  const choices = { ...settingsFor({ preset: 'strict' }), ...settings };
  const { findings } = lintTexts(mainWith(few(domain)), [rule], choices);
  expect(findings.map((finding) => finding.severity)).toEqual([severity]);
});

it('names the missing domains', () => {
  const [finding] = lintTexts(mainWith(few('gmail.com')), [rule]).findings;
  expect(finding?.message).toContain("'googlemail.com', 'google.com' and 'googlemail.co.uk'");
});

describe('the fix', () => {
  const wide = block('*', 'max-smtp-out 10', 'max-msg-per-connection 20');

  /** The text after proved fixes, each of which makes all that changes stricter. */
  function repaired(text: string): string {
    const whole = mainWith(text);
    const after = fixed(whole, [rule]);
    expect(after).toMatchObject({ passes: 1, left: [] });
    const changes = compareModels(modelOf(whole), modelOf(after.text));
    expect(changes.filter(({ verdict }) => verdict !== 'stricter')).toEqual([]);
    return after.text.split('\n').slice(HEAD).join('\n');
  }

  it('appends to the macro, with its separators', () => {
    expect(
      repaired(`domain-macro a me.com ,mac.com # ours\n${block('$a', 'max-smtp-out 5')}${wide}`),
    ).toContain('domain-macro a me.com ,mac.com ,icloud.com # ours\n');
    expect(repaired(`domain-macro a me.com,\n${block('$a', 'max-smtp-out 5')}${wide}`)).toContain(
      'domain-macro a me.com, icloud.com, mac.com\n',
    );
  });

  it('turns a name into a macro', () => {
    expect(repaired(apple + wide)).toContain(
      'domain-macro apple me.com, icloud.com, mac.com\n<domain $apple>\n    max-smtp-out 5\n',
    );
    expect(repaired(`domain-macro apple b.example\n${apple}${wide}`)).toContain('<domain $apple_2>');
  });

  it('adds a block with the stricter values where some of the block are looser', () => {
    const text = block('me.com', 'max-smtp-out 5', 'max-msg-per-connection 50', 'connect-timeout 1m') + wide;
    expect(repaired(text)).toContain(
      '</domain>\n\ndomain-macro apple icloud.com, mac.com\n<domain $apple>\n    max-smtp-out 5\n    max-msg-per-connection 20\n</domain>\n',
    );
  });

  it('copies values with the quotes that they need', () => {
    const text =
      block('me.com', 'max-smtp-out 5', 'max-msg-per-connection 50', 'smtp-pattern-list ""') + wide;
    expect(repaired(text)).toContain(
      '<domain $apple>\n    max-smtp-out 5\n    max-msg-per-connection 20\n    smtp-pattern-list ""\n</domain>\n',
    );
  });

  it('adds a block where a macro has other uses', () => {
    const text = `domain-macro a me.com, mac.com\n${block('$a', 'max-smtp-out 5')}${block('mx.$a', 'max-smtp-out 3')}${wide}`;
    expect(repaired(text)).toContain('<domain icloud.com>\n    max-smtp-out 5\n</domain>\n');
  });

  it('fixes the blocks of several VMTAs at once', () => {
    const vmta = (name: string, connections: number): string =>
      `<virtual-mta ${name}>\n    <domain me.com>\n        max-smtp-out ${connections}\n    </domain>\n</virtual-mta>\n`;
    const after = repaired(vmta('a', 5) + vmta('b', 30) + wide);
    expect(after).toContain('    <domain $apple_domains>\n        max-smtp-out 5\n');
    // Its own value would be looser there.
    expect(after).toContain('    <domain $apple_domains_2>\n        max-smtp-out 10\n');
  });

  it('shares names with the fix for VMTAs without any block for the provider', () => {
    const text = `<virtual-mta v>\n${block('gmail.com', 'max-smtp-out 5')}</virtual-mta>\n${wide}`;
    const rules = [rule, missingProviderDomain];
    const after = fixed(mainWith(text), rules, { providers: ['google'] });
    expect(after.left).toEqual([]);
    expect(after.text.match(/domain-macro google /g)).toHaveLength(1);
    expect(after.text).toContain('<domain $google_domains>');
  });

  it('fixes a block of a file that several VMTAs include', () => {
    const vmtas = ['a', 'b'].map((name) => `<virtual-mta ${name}>\ninclude apple.conf\n</virtual-mta>\n`);
    const config = mainWith(vmtas.join('') + wide);
    const { findings } = lintTexts({ config, 'apple.conf': apple }, [rule]);
    expect(findings.map(({ path, fix }) => [path, fix?.effect])).toEqual([
      ['/etc/pmta/apple.conf', 'tightens'],
    ]);
    const edits = findings[0]?.fix?.edits ?? [];
    const after = {
      config: applyEdits(
        config,
        edits.filter(({ path }) => path === '/etc/pmta/config'),
      ),
      'apple.conf': applyEdits(
        apple,
        edits.filter(({ path }) => path === '/etc/pmta/apple.conf'),
      ),
    };
    expect(lintTexts(after, [rule]).findings).toEqual([]);
    expect(after['apple.conf']).toContain('<domain $apple');
  });

  it('is unsafe for a queue-to, and leaves no finding', () => {
    const text = mainWith(
      block('me.com', 'queue-to a.queue') + block('a.queue', 'max-smtp-out 5', 'smtp-hosts lookup-mx:me.com'),
    );
    const { findings } = lintTexts(text, [rule]);
    expect(findings.map(({ fix }) => fix?.effect)).toEqual(['unsafe']);
    const after = applyEdits(text, findings[0]?.fix?.edits ?? []);
    expect(lintTexts(after, [rule]).findings).toEqual([]);
  });

  it('adds the list where none is in effect, with a way out of backoff', () => {
    const list = '<smtp-pattern-list x>\nreply /^421/ mode=backoff\n</smtp-pattern-list>\n';
    const settings = [
      'max-smtp-out 5',
      'smtp-pattern-list x',
      'backoff-max-smtp-out 1',
      'backoff-retry-after 1h',
    ];
    const good = block('me.com', ...settings, 'backoff-to-normal-after 1h');
    expect(repaired(list + good + wide)).toContain('<domain $apple>');
    // Without a way out the queue of the others would stay slow for ever: they get the connections only.
    expect(repaired(list + block('me.com', ...settings) + wide)).toMatch(
      /<domain \$apple>\n {4}max-smtp-out 5\n<\/domain>/,
    );
  });
});
