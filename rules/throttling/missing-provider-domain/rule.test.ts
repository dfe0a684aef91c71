import { describe, expect, it } from 'vitest';
import { rule as connections } from '../high-provider-connections/rule.ts';
import { rule as backoff } from '../missing-backoff/rule.ts';
import { rule } from './rule.ts';
import { rule as shadowed } from '../../names/shadowed-by-vmta-default/rule.ts';
import { rule as exit } from '../backoff-without-exit/rule.ts';
import { settingsFor } from '../../../src/engine/settings.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';

const all = [rule, connections, backoff, exit];
const recommended = settingsFor({ preset: 'recommended' });
const DOMAINS = ['gmail.com', 'googlemail.com', 'yahoo.com', 'aol.com', 'hotmail.com', 'example.org'];

function placesOf(text: string, settings = recommended): string[] {
  const { findings, model } = lintTexts(text, [rule], settings);
  return findings.map(
    ({ start, message }) => `${model.main.lines.positionAt(start).line} ${message.slice(0, 24)}`,
  );
}

const OTHERS =
  '<domain yahoo.com>\n max-smtp-out 5\n</domain>\n<domain hotmail.com>\n max-smtp-out 5\n</domain>\n';

describe('where it speaks', () => {
  it('names each provider at the first line', () => {
    expect(placesOf(mainWith('<domain *>\n    max-smtp-out 10\n</domain>\n'))).toEqual([
      '1 Gmail has no <domain> bl',
      '1 Microsoft (Outlook.com) ',
      '1 Yahoo has no <domain> bl',
    ]);
    expect(placesOf(mainWith(''), settingsFor({ preset: 'strict' }))).toHaveLength(7);
  });

  it('is silent about a provider of whose hosts a rollup takes some: which of its domains, the DNS decides', () => {
    const rollup = (pattern: string): string =>
      `<mx-rollup-list>\n mx ${pattern} x.rollup\n</mx-rollup-list>\n<domain x.rollup>\n max-smtp-out 5\n</domain>\n`;
    const rest = '<domain *>\n max-smtp-out 4000\n</domain>\n';
    for (const pattern of ['*.google.com', 'gmail-smtp-in.l.google.com', '*.l.google.com'])
      expect(placesOf(mainWith(`${OTHERS}${rollup(pattern)}${rest}`)), pattern).toEqual([]);
    const judged = lintTexts(
      mainWith(`${OTHERS}${rollup('*.google.com')}${rest}`),
      [connections],
      recommended,
    );
    expect(judged.findings.filter(({ message }) => message.includes('Gmail'))).toEqual([]);
    expect(placesOf(mainWith(`${OTHERS}${rollup('mx.example.org')}${rest}`))).toEqual([
      '1 Gmail has no <domain> bl',
    ]);
  });

  it('is silent in a fragment, in a partial configuration and in a template', () => {
    expect(placesOf('<domain *>\n    max-smtp-out 10\n</domain>\n')).toEqual([]);
    expect(placesOf(mainWith('include missing.conf\n'))).toEqual([]);
    expect(placesOf(mainWith('<%= render "domains.erb" %>\n'))).toEqual([]);
    expect(placesOf(mainWith('<domain {{isp}}>\n    max-smtp-out 10\n</domain>\n'))).toEqual([]);
  });

  it.each([
    ['a wildcard', '<domain [*.]gmail.com>\n max-smtp-out 5\n</domain>'],
    ['one domain of several', '<domain googlemail.com>\n max-smtp-out 5\n</domain>'],
    [
      'queue-to',
      '<domain gmail.com>\n queue-to gmail.queue\n</domain>\n<domain gmail.queue>\n smtp-hosts lookup-mx:gmail.com\n</domain>',
    ],
    [
      'a rollup',
      '<mx-rollup-list>\n mx *.google.com g.rollup\n mx *.googlemail.com g.rollup\n</mx-rollup-list>',
    ],
    ['a relay for all', '<domain *>\n smtp-hosts [10.0.0.1]:25\n</domain>'],
  ])('is content with %s', (_, text) => {
    expect(placesOf(mainWith(`${OTHERS}${text}\n`))).toEqual([]);
  });

  it('stands at the tag of the one VMTA or pool that lacks what others have', () => {
    const a = '<virtual-mta a>\n <domain gmail.com>\n  max-smtp-out 5\n </domain>\n</virtual-mta>\n';
    const select = (vmtas: string): string =>
      mainWith(`${OTHERS}<source 10/8>\n always-allow-relaying yes\n</source>\n${vmtas}`)
        .replace('    process-x-virtual-mta yes\n', '    default-virtual-mta a\n')
        .replace('<source 10/8>\n', '<source 10/8>\n default-virtual-mta b\n');
    expect(
      placesOf(select(`${a}<virtual-mta b>\n <domain *>\n  max-smtp-out 7\n </domain>\n</virtual-mta>\n`)),
    ).toEqual(["23 in the VMTA 'b' there is".slice(0, 27)]);
    const pool = `${a}<virtual-mta c>\n</virtual-mta>\n<virtual-mta-pool b>\n virtual-mta c\n <domain *>\n  max-smtp-out 7\n </domain>\n</virtual-mta-pool>\n`;
    expect(placesOf(select(pool))).toEqual(["25 in the pool 'b' there is".slice(0, 27)]);
  });

  it('does not ask {default} where nothing is sent through it', () => {
    const text = mainWith(
      `${OTHERS}<virtual-mta a>\n <domain gmail.com>\n  max-smtp-out 5\n </domain>\n</virtual-mta>\n`,
    ).replace('    process-x-virtual-mta yes\n', '    default-virtual-mta a\n');
    expect(placesOf(text)).toEqual([]);
  });
});

describe('the fix', () => {
  it.each([
    ['no <domain *>', '', 'warm'],
    [
      'one that is slower',
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
      'a pool that hides it',
      '<virtual-mta v>\n</virtual-mta>\n<virtual-mta-pool p>\n    virtual-mta v\n    <domain *>\n        max-smtp-out 3\n    </domain>\n</virtual-mta-pool>\n',
      'warm',
    ],
    [
      'a list with a way out',
      '<smtp-pattern-list x>\n    reply /^421 RP-001/ mode=backoff\n</smtp-pattern-list>\n<domain *>\n    smtp-pattern-list x\n    backoff-to-normal-after 1h\n    backoff-retry-after 3h\n</domain>\n',
      'warm',
    ],
    ['no last line end', '<domain *>\n\tmax-smtp-out 10\n</domain>', 'warm'],
  ] as const)('ends it at once and loosens nothing: %s', (_, text, reputation) => {
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

  it('keeps the line ends and the indentation of the file', () => {
    const before = mainWith('<domain *>\n\tmax-smtp-out 10\n</domain>\n')
      .replaceAll('    ', '\t')
      .replaceAll('\n', '\r\n');
    const { text } = fixed(before, [rule], recommended);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(text).toContain('\r\n<domain $google>\r\n\tmax-smtp-out 10\r\n');
  });

  it('stands in the VMTA whose <domain *> would hide it', () => {
    const vmta = '<virtual-mta v>\n    <domain *>\n        max-smtp-out 3\n    </domain>\n</virtual-mta>\n';
    const { text } = fixed(mainWith(vmta), [rule], recommended);
    const inside = text.slice(text.indexOf('<virtual-mta v>'), text.indexOf('</virtual-mta>'));
    expect(inside).toContain('    <domain $google>\n        max-smtp-out 3\n');
    expect(text.match(/^domain-macro google /gm)).toHaveLength(1);
    expect(text.match(/^<smtp-pattern-list google-backoff>/gm)).toHaveLength(1);
  });

  it('keeps what the <domain *> of a VMTA says beside a block at the top level that says something else', () => {
    const vmta =
      '<virtual-mta v>\n    <domain *>\n        backoff-to-normal-after 3h\n    </domain>\n</virtual-mta>\n';
    const { text } = fixed(mainWith(vmta), [rule], recommended);
    const inside = text.slice(text.indexOf('<virtual-mta v>'), text.indexOf('</virtual-mta>'));
    expect(inside.match(/backoff-to-normal-after 3h/g)).toHaveLength(4);
    expect(text).toContain('    backoff-to-normal-after 1h\n</domain>\n');
    expect(lintTexts(text, [shadowed], recommended).findings).toEqual([]);
  });

  it('stands in the VMTA whose <domain *> gets a list from the fix for missing backoff', () => {
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

  it('takes free names, and a macro that says the same', () => {
    const same = 'domain-macro google gmail.com,googlemail.com,google.com,googlemail.co.uk\n';
    expect(fixed(mainWith(same), [rule], recommended).text.match(/^domain-macro google/gm)).toHaveLength(1);
    const taken = mainWith(
      `domain-macro google example.com\n<smtp-pattern-list google-backoff>\n</smtp-pattern-list>\n${OTHERS}`,
    );
    const { text } = fixed(taken, [rule], recommended);
    expect(text).toContain('<domain $google_2>');
    expect(text).toContain('smtp-pattern-list google-backoff-2');
  });

  it('copies a list that others use, and writes nothing that is inherited', () => {
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

  it('rests an address only where every VMTA has another one', () => {
    const hosts = 'smtp-source-host 192.0.2.1 a.example\nsmtp-source-host 192.0.2.2 b.example\n';
    expect(fixed(mainWith(`${hosts}${OTHERS}`), [rule], recommended).text).toContain(
      'disable-source-ip,reenable-after=4h',
    );
    const one = `${hosts}${OTHERS}<virtual-mta v>\n smtp-source-host 192.0.2.1 a.example\n</virtual-mta>\n`;
    expect(fixed(mainWith(one), [rule], recommended).text).not.toContain('disable-source-ip');
  });

  it('is unsafe where it would end a backoff that nothing ends now', () => {
    const text = mainWith(
      '<smtp-pattern-list x>\n reply /^421 a/ mode=backoff\n</smtp-pattern-list>\n<domain *>\n smtp-pattern-list x\n</domain>\n',
    );
    const { findings } = lintTexts(text, [rule], recommended);
    expect(findings.map(({ fix }) => fix?.safety)).toEqual(['unsafe', 'unsafe', 'unsafe']);
  });
});
