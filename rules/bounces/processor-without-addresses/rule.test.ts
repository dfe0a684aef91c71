import { describe, expect, it } from 'vitest';
import { rule } from './rule.ts';
import { lintTexts } from '../../../test/support/lint-texts.ts';
import { places } from '../../../test/support/mended.ts';

const MAIN = 'log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\nhost-name mta.example.com\n';

function processor(...items: string[]): string {
  const lines = items.map((item) => `    ${item}\n`).join('');
  return `<bounce-processor>\n  <address-list>\n${lines}  </address-list>\n</bounce-processor>\n`;
}

describe('a processor without addresses', () => {
  it.each([
    ['nothing in it', '<bounce-processor>\n</bounce-processor>\n', '5 <bounce-processor>'],
    ['an empty list', processor(), '5 <bounce-processor>'],
    [
      'switches only',
      '<feedback-loop-processor>\n  deliver-matched-email yes\n</feedback-loop-processor>\n',
      '5 <feedback-loop-processor>',
    ],
  ])('with %s is found at its tag', (_, text, place) => {
    expect(places(MAIN + text, rule)).toEqual([place]);
  });

  it('is no matter in a part of a configuration', () => {
    const text = '<bounce-processor>\n</bounce-processor>\n';
    expect(places(text, rule)).toEqual([]);
    expect(places(`${MAIN}include missing\n${text}`, rule)).toEqual([]);
  });

  it.each(['{{ addresses }}', 'domains bounces.example.com', 'address-file /etc/pmta/addresses'])(
    'may have them by %s',
    (item) => {
      expect(places(MAIN + processor(item), rule)).toEqual([]);
    },
  );
});

describe('a domain that no mail is taken for', () => {
  const bounces = processor('domain bounces.example.com');

  it('is found at its line', () => {
    expect(places(MAIN + bounces, rule)).toEqual(['7 domain']);
    expect(lintTexts(MAIN + bounces, [rule]).findings[0]?.severity).toBe('warning');
  });

  it.each([
    'relay-domain bounces.example.com',
    'relay-domain BOUNCES.example.com.',
    'relay-domain *.example.com',
    'relay-domain [*.]example.com',
    'relay-domain [*.]bounces.example.com',
    'relay-domain *',
    'relay-domain {{ domains }}',
    'relay-domain $unknown',
    'domain-macro ours bounces.example.com,x.example\nrelay-domain $ours',
    'relay-address anything@bounces.example.com',
    'relay-address /^b-/',
    'host-name bounces.example.com',
    '<source 0/0>\n  always-allow-relaying yes\n</source>',
  ])('is none with %s', (line) => {
    expect(places(`${MAIN}${line}\n${bounces}`, rule)).toEqual([]);
  });

  it.each(['relay-domain *.bounces.example.com', 'relay-domain example.com', 'relay-address a@example.com'])(
    'is one in spite of %s',
    (line) => {
      expect(places(`${MAIN}${line}\n${bounces}`, rule)).toHaveLength(1);
    },
  );

  it.each([
    ['[*.]rp.example.com', 'relay-domain [*.]rp.example.com'],
    ['[*.]rp.example.com', 'relay-domain *.rp.example.com'],
    ['*.rp.example.com', 'relay-domain [*.]rp.example.com'],
    ['*.rp.example.com', 'relay-domain *.example.com'],
    ['[*.]rp.example.com', 'relay-domain rp.example.com'],
    ['*.rp.example.com', 'relay-domain a.rp.example.com'],
  ])('may be a pattern: %s with %s', (pattern, line) => {
    expect(places(`${MAIN}${line}\n${processor(`domain ${pattern}`)}`, rule)).toEqual([]);
    expect(places(`${MAIN}${processor(`domain ${pattern}`)}`, rule)).toHaveLength(1);
  });

  it('is a pattern of which nothing is taken', () => {
    const text = `${MAIN}relay-domain rp.example.com\n${processor('domain *.rp.example.com')}`;
    expect(places(text, rule)).toHaveLength(1);
  });

  it('may be the name of a VMTA', () => {
    const vmta = '<virtual-mta a>\n  host-name bounces.example.com\n</virtual-mta>\n';
    expect(places(MAIN + vmta + bounces, rule)).toEqual([]);
  });

  it('may be the name of the machine where none is written', () => {
    const { findings } = lintTexts(MAIN.replace(/host-name.*\n/, '') + bounces, [rule]);
    expect(findings.map(({ severity }) => severity)).toEqual(['info']);
  });

  it('is told among the names of a macro', () => {
    const macro = 'domain-macro back a.example.com,b.example.com\nrelay-domain a.example.com\n';
    const { findings } = lintTexts(MAIN + macro + processor('domain $back'), [rule]);
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^mail for 'b\.example\.com' is/),
    ]);
  });
});

describe('an address that no mail is taken for', () => {
  const address = processor('address B@example.com');

  it('is found at its line', () => {
    expect(places(MAIN + address, rule)).toEqual(['7 address']);
    expect(places(`${MAIN}relay-address other@example.com\n${address}`, rule)).toHaveLength(1);
  });

  it.each(['relay-address b@Example.com', 'relay-domain example.com', 'relay-address /@example/'])(
    'is none with %s',
    (line) => {
      expect(places(`${MAIN}${line}\n${address}`, rule)).toEqual([]);
    },
  );

  it.each(['bounces', '/^b-.*@example\\.com$/', '{{ name }}@example.com'])('is not judged as %s', (item) => {
    expect(places(MAIN + processor(`address ${item}`), rule)).toEqual([]);
  });
});
