import { describe, expect, it } from 'vitest';
import { rule as missingProviderDomain } from '../missing-provider-domain/rule.ts';
import { rule } from './rule.ts';
import { compareModels } from '../../../src/compare/compare.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { applyEdits } from '../../../src/fix/edits.ts';
import { lintTexts, modelOf } from '../../../test/support/lint-texts.ts';
import { fixed, mainWith } from '../../../test/support/fixed.ts';

const HEAD = 7;

function found(text: string, ignore: readonly string[] = []): string[] {
  const settings = settingsFor({ preset: 'strict', rules: new Map([[rule.id, { options: { ignore } }]]) });
  const { findings, model } = lintTexts(text, [rule], settings);
  return findings.map(
    ({ start, severity }) => `${model.main.lines.positionAt(start).line - HEAD} ${severity}`,
  );
}

const block = (argument: string, ...settings: string[]): string =>
  `<domain ${argument}>\n${settings.map((line) => `    ${line}\n`).join('')}</domain>\n`;
const apple = block('me.com', 'max-smtp-out 5');

it('is a warning for a large domain, an info for small ones only', () => {
  expect(found(mainWith(apple))).toEqual(['1 warning']);
  const google = 'domain-macro g gmail.com, googlemail.com\n';
  expect(found(mainWith(google + block('$g', 'max-smtp-out 5')))).toEqual(['2 info']);
});

it('names the missing domains, large ones first', () => {
  const [finding] = lintTexts(mainWith(block('gmail.com', 'max-smtp-out 5')), [rule]).findings;
  expect(finding?.message).toContain("'googlemail.com', 'google.com' and 'googlemail.co.uk'");
});

it('stands once for each provider, at the block for most of its domains', () => {
  const blocks = [apple, block('alice.it', 'max-smtp-out 5'), 'domain-macro two tin.it, tim.it\n'];
  expect(found(mainWith(blocks.join('')))).toEqual(['1 warning', '4 warning']);
  const gmx = [
    'domain-macro g gmx.de, gmx.net\n',
    block('web.de', 'max-smtp-out 5'),
    block('$g', 'max-smtp-out 5'),
  ];
  expect(found(mainWith(gmx.join('')))).toEqual(['5 warning']);
});

it.each([
  [
    'all domains have a block',
    'domain-macro a me.com, mac.com, icloud.com\n' + block('$a', 'max-smtp-out 5'),
  ],
  [
    'another block holds the others',
    apple + block('mac.com', 'retry-after 1h') + block('icloud.com', 'queue-to a.queue'),
  ],
  ['no block is for the provider', block('b.example', 'max-smtp-out 5')],
  ['the block is for a top-level domain', block('*.com', 'max-smtp-out 5')],
  ['the block only settles an oddity', block('me.com', 'ignore-8bitmime yes')],
  ['the block sends the mail another way', block('me.com', 'smtp-hosts [10.0.0.1]', 'max-smtp-out 5')],
  [
    'the block is about another provider',
    'domain-macro y aol.com, aim.com, me.com\n' + block('$y', 'max-smtp-out 5'),
  ],
  [
    'a rollup names its exchangers',
    apple + '<mx-rollup-list>\nmx *.mail.icloud.com a.rollup\n</mx-rollup-list>\n',
  ],
  ['a macro is not defined', apple + block('$other', 'max-smtp-out 5')],
])('is silent about Apple where %s', (_, text) => {
  const { findings } = lintTexts(mainWith(text), [rule]);
  expect(findings.filter(({ message }) => message.includes('iCloud'))).toEqual([]);
});

it('says nothing of a brand that another provider operates', () => {
  const { findings } = lintTexts(mainWith(block('att.net', 'max-smtp-out 5')), [rule]);
  expect(findings.map(({ message }) => message.includes('Yahoo'))).toEqual([true]);
});

it('needs all of a main configuration', () => {
  expect(found(apple)).toEqual([]);
  expect(found(mainWith(`${apple}include /etc/pmta/absent.conf\n`))).toEqual([]);
});

it('counts queue-to as a block, also where all mail goes to a relay', () => {
  const text = `<virtual-mta v>\n${block('*', 'smtp-hosts [127.0.0.1]:2525')}${block('me.com', 'queue-to a.rollup')}${block('a.rollup', 'max-msg-rate 5/m')}</virtual-mta>\n`;
  expect(found(mainWith(text))).toEqual(['5 warning']);
});

it('leaves out what is to be ignored', () => {
  expect(found(mainWith(apple), ['apple'])).toEqual([]);
  expect(found(mainWith(apple), ['mac.com', 'icloud.com'])).toEqual([]);
  expect(found(mainWith(apple), ['mac.com'])).toEqual(['1 warning']);
});

describe('the fix', () => {
  const wide = block('*', 'max-smtp-out 10', 'max-msg-per-connection 20');

  /** The text after safe fixes, each of which has been proved; nothing is left to say. */
  function mended(text: string): string {
    const whole = mainWith(text);
    const after = fixed(whole, [rule]);
    expect(after).toMatchObject({ passes: 1, left: [] });
    const changes = compareModels(modelOf(whole), modelOf(after.text));
    expect(changes.filter(({ verdict }) => verdict !== 'stricter')).toEqual([]);
    return after.text.split('\n').slice(HEAD).join('\n');
  }

  it('appends to the macro, with its separators', () => {
    expect(
      mended(`domain-macro a me.com ,mac.com # ours\n${block('$a', 'max-smtp-out 5')}${wide}`),
    ).toContain('domain-macro a me.com ,mac.com ,icloud.com # ours\n');
    expect(mended(`domain-macro a me.com,\n${block('$a', 'max-smtp-out 5')}${wide}`)).toContain(
      'domain-macro a me.com, icloud.com, mac.com\n',
    );
  });

  it('turns a name into a macro', () => {
    expect(mended(apple + wide)).toContain(
      'domain-macro apple me.com, icloud.com, mac.com\n<domain $apple>\n    max-smtp-out 5\n',
    );
    expect(mended(`domain-macro apple b.example\n${apple}${wide}`)).toContain('<domain $apple_2>');
  });

  it('adds a block with the stricter values where some of the block are looser', () => {
    const text = block('me.com', 'max-smtp-out 5', 'max-msg-per-connection 50', 'connect-timeout 1m') + wide;
    expect(mended(text)).toContain(
      '</domain>\n\ndomain-macro apple icloud.com, mac.com\n<domain $apple>\n    max-smtp-out 5\n    max-msg-per-connection 20\n</domain>\n',
    );
  });

  it('copies values with the quotes that they need', () => {
    const text =
      block('me.com', 'max-smtp-out 5', 'max-msg-per-connection 50', 'smtp-pattern-list ""') + wide;
    expect(mended(text)).toContain(
      '<domain $apple>\n    max-smtp-out 5\n    max-msg-per-connection 20\n    smtp-pattern-list ""\n</domain>\n',
    );
  });

  it('does so for a macro that has other uses', () => {
    const text = `domain-macro a me.com, mac.com\n${block('$a', 'max-smtp-out 5')}${block('mx.$a', 'max-smtp-out 3')}${wide}`;
    expect(mended(text)).toContain('<domain icloud.com>\n    max-smtp-out 5\n</domain>\n');
  });

  it('mends the blocks of several VMTAs at once', () => {
    const vmta = (name: string, connections: number): string =>
      `<virtual-mta ${name}>\n    <domain me.com>\n        max-smtp-out ${connections}\n    </domain>\n</virtual-mta>\n`;
    const after = mended(vmta('a', 5) + vmta('b', 30) + wide);
    expect(after).toContain('    <domain $apple_domains>\n        max-smtp-out 5\n');
    // Its own value would be looser there.
    expect(after).toContain('    <domain $apple_domains_2>\n        max-smtp-out 10\n');
  });

  it('goes along with the fix for VMTAs that lack the provider altogether', () => {
    const text = `<virtual-mta v>\n${block('gmail.com', 'max-smtp-out 5')}</virtual-mta>\n${wide}`;
    const rules = [rule, missingProviderDomain];
    const after = fixed(mainWith(text), rules, { providers: ['google'] });
    expect(after.left).toEqual([]);
    expect(after.text.match(/domain-macro google /g)).toHaveLength(1);
    expect(after.text).toContain('<domain $google_domains>');
  });

  it('mends a block of a file that several VMTAs include', () => {
    const vmtas = ['a', 'b'].map((name) => `<virtual-mta ${name}>\ninclude apple.conf\n</virtual-mta>\n`);
    const config = mainWith(vmtas.join('') + wide);
    const { findings } = lintTexts({ config, 'apple.conf': apple }, [rule]);
    expect(findings.map(({ path, fix }) => [path, fix?.safety])).toEqual([['/etc/pmta/apple.conf', 'safe']]);
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

  it('is unsafe for a queue-to, and complete', () => {
    const text = mainWith(
      block('me.com', 'queue-to a.queue') + block('a.queue', 'max-smtp-out 5', 'smtp-hosts lookup-mx:me.com'),
    );
    const { findings } = lintTexts(text, [rule]);
    expect(findings.map(({ fix }) => fix?.safety)).toEqual(['unsafe']);
    const after = applyEdits(text, findings[0]?.fix?.edits ?? []);
    expect(lintTexts(after, [rule]).findings).toEqual([]);
  });

  it('takes the list along where none is in force, with a way out of backoff', () => {
    const list = '<smtp-pattern-list x>\nreply /^421/ mode=backoff\n</smtp-pattern-list>\n';
    const settings = [
      'max-smtp-out 5',
      'smtp-pattern-list x',
      'backoff-max-smtp-out 1',
      'backoff-retry-after 1h',
    ];
    const good = block('me.com', ...settings, 'backoff-to-normal-after 1h');
    expect(mended(list + good + wide)).toContain('<domain $apple>');
    // Without a way out the queue of the others would stay slow for ever: they get the connections only.
    expect(mended(list + block('me.com', ...settings) + wide)).toMatch(
      /<domain \$apple>\n {4}max-smtp-out 5\n<\/domain>/,
    );
  });
});
