import { describe, expect, it } from 'vitest';
import { rules } from '../../index.ts';
import { rule } from './rule.ts';
import { repliesOf, wantsReaction } from '../../../src/catalog/replies.ts';
import { compareModels } from '../../../src/compare/compare.ts';
import { settingsFor, type Settings } from '../../../src/engine/settings.ts';
import { lintTexts, modelOf, type Texts } from '../../../test/support/lint-texts.ts';
import { fixed, loosened, mainWith } from '../../../test/support/fixed.ts';
import { places } from '../../../test/support/mended.ts';

/** All that Apple throttles and blocks with, but for what a test leaves out. */
const APPLE = [
  '/too many errors/ mode=backoff',
  String.raw`/\[HCM1\]/ mode=backoff`,
  '/listing in Spamhaus/ mode=backoff',
  '/Blocked - see/ mode=backoff',
];

function list(name: string, ...replies: readonly string[]): string {
  return [`<smtp-pattern-list ${name}>`, ...replies.map((reply) => `    reply ${reply}`)]
    .concat('</smtp-pattern-list>', '')
    .join('\n');
}

function block(domain: string, ...lines: readonly string[]): string {
  return [`<domain ${domain}>`, ...lines.map((line) => `    ${line}`), '</domain>', ''].join('\n');
}

const SLOWER = ['backoff-max-msg-rate 1/m', 'backoff-to-normal-after 1h'];

function icloud(name: string): string {
  return block('icloud.com', `smtp-pattern-list ${name}`, ...SLOWER);
}

function vmta(name: string, addresses: number, inside = ''): string {
  const hosts = Array.from(
    { length: addresses },
    (_, i) => `    smtp-source-host 192.0.2.${i + 1} ${name}${i}.example.com\n`,
  );
  return `<virtual-mta ${name}>\n${hosts.join('')}${inside}</virtual-mta>\n`;
}

function source(...lines: readonly string[]): string {
  return ['<source 192.0.2.100>', '    always-allow-relaying yes', ...lines, '</source>', ''].join('\n');
}

/** A main configuration whose mail all goes through some VMTAs. */
function whole(text: string, ...names: readonly string[]): string {
  const sources = names.map((name) => source(`    default-virtual-mta ${name}`)).join('');
  return `log-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n${sources}${text}`;
}

function said(text: Texts | string, settings: Partial<Settings> = {}): string[] {
  return lintTexts(text, [rule], settings).findings.map(
    ({ severity, message }) => `${severity} ${message.split(',')[0] ?? ''}`,
  );
}

function written(text: string): string[] {
  const after = fixed(text, [rule]).text.split('\n');
  return after.filter((line) => !text.split('\n').includes(line)).map((line) => line.trim());
}

describe('replies that a list misses', () => {
  it('are a warning where main ones are among them, at the line that refers to the list', () => {
    const text = list('x', ...APPLE.slice(2)) + icloud('x');
    expect(places(text, rule)).toEqual(['6 smtp-pattern-list']);
    const [finding] = lintTexts(text, [rule]).findings;
    expect(finding?.severity).toBe('warning');
    expect(finding?.message).toBe(
      "no rule of 'x' matches '421 4.7.0 me.com Error: too many errors' and '421 [HCM1] Your mail from 198.51.100.7 was deferred.', by which iCloud throttles or blocks a sender; PowerMTA takes what no rule matches for an ordinary deferral or bounce and sends on as before, which prolongs the block",
    );
  });

  it('are an info where only rarer ones are, and then shown by preset strict alone', () => {
    const text = list('x', ...APPLE.slice(0, 3)) + icloud('x');
    expect(said(text)).toEqual([
      "info no rule of 'x' matches '550 5.7.0 Blocked - see https://support.proofpoint.com/dnsbl…'",
    ]);
    const apple = new Map([['apple', true]]);
    expect(said(text, settingsFor({ providers: apple }))).toEqual([]);
  });

  it('are counted, and the main ones shown, where there are many', () => {
    const [message] = said(
      list('x', '/RP-001/ mode=backoff') + block('hotmail.com', 'smtp-pattern-list x', ...SLOWER),
    );
    const wanted = repliesOf('microsoft-consumer').filter(wantsReaction);
    expect(message).toBe(
      `warning no rule of 'x' matches ${wanted.length - 1} of the ${wanted.length} known replies by which Microsoft (Outlook.com) throttles or blocks a sender`,
    );
    expect(said(list('x', '/^999/ mode=backoff') + icloud('x'))).toEqual([
      "warning no rule of 'x' matches any of the 4 known replies by which iCloud throttles or blocks a sender",
    ]);
  });

  it('are none where rules match all of them, whatever they do', () => {
    expect(said(list('x', ...APPLE) + icloud('x'))).toEqual([]);
    expect(said(list('x', '/RP-001/ mode=backoff', '// skip-mx') + icloud('x'))).toEqual([]);
  });

  it('are looked for in all sections of the list, and in what they include', () => {
    const two = list('x', ...APPLE.slice(0, 2)) + list('x', ...APPLE.slice(2));
    expect(said(two + icloud('x'))).toEqual([]);
    const config = `<smtp-pattern-list x>\n    include more\n</smtp-pattern-list>\n${icloud('x')}`;
    expect(said({ config, more: APPLE.map((reply) => `reply ${reply}\n`).join('') })).toEqual([]);
    const more = APPLE.slice(1).map((reply) => `reply ${reply}\n`);
    expect(said({ config, more: more.join('') })).toHaveLength(1);
  });
});

describe('which lists are looked at', () => {
  it.each([
    ['no queue can enter backoff', list('x', '/^999/ skip-mx') + icloud('x')],
    ['no queue uses', list('x', '/^999/ mode=backoff') + block('icloud.com', ...SLOWER)],
    [
      'the provider has no queue of',
      list('x', '/^999/ mode=backoff') + block('example.org', 'smtp-pattern-list x', ...SLOWER),
    ],
    ['is not defined', icloud('x')],
    [
      'only mail for a relay uses',
      list('x', '/^999/ mode=backoff') +
        block('icloud.com', 'smtp-hosts [192.0.2.9]', 'smtp-pattern-list x', ...SLOWER),
    ],
    [
      'only files are written by',
      list('x', '/^999/ mode=backoff') +
        block('icloud.com', 'type discard', 'smtp-pattern-list x', ...SLOWER),
    ],
    ['holds a pattern that cannot be judged', list('x', '/(?=421)/ mode=backoff') + icloud('x')],
    [
      'a template engine fills',
      list('x', '/{{ pattern }}/ mode=backoff', '/^999/ mode=backoff') + icloud('x'),
    ],
    [
      'has an include that is not there',
      `<smtp-pattern-list x>\n    include gone\n    reply /^999/ mode=backoff\n</smtp-pattern-list>\n${icloud('x')}`,
    ],
  ])('none that %s', (_, text) => {
    expect(said(text)).toEqual([]);
  });

  it('also those of queues that enter backoff when all addresses are disabled', () => {
    const text = block(
      'icloud.com',
      'smtp-pattern-list x',
      'backoff-upon-all-sources-disabled yes',
      ...SLOWER,
    );
    expect(said(list('x', '/^999/ skip-mx') + text)).toHaveLength(1);
  });

  it('also where an include elsewhere is not there', () => {
    expect(said(`${list('x', '/^999/ mode=backoff')}${icloud('x')}include gone\n`)).toHaveLength(1);
  });

  it('also where another queue takes the mail', () => {
    const text = `${block('icloud.com', 'queue-to apple.queue')}${block('apple.queue', 'smtp-hosts lookup-mx:icloud.com', 'smtp-pattern-list x', ...SLOWER)}`;
    expect(places(list('x', '/^999/ mode=backoff') + text, rule)).toEqual(['9 smtp-pattern-list']);
  });

  it('is silent about a list that only small domains of a provider fall to, beside one for its large ones', () => {
    const lists = list('google', '/never said/ mode=backoff') + list('default', '/spamhaus/ mode=backoff');
    const rest = block('*', 'smtp-pattern-list rest', ...SLOWER);
    const ofGoogle = (domains: string): string =>
      whole(
        lists +
          rest +
          domains
            .split(' ')
            .map((domain) => block(domain, 'smtp-pattern-list google'))
            .join(''),
      );
    const about = (text: string): string[] =>
      lintTexts(text, [rule]).findings.flatMap(({ message }) =>
        message.includes('Gmail') ? [/'(?:google|rest)'/.exec(message)?.[0] ?? message] : [],
      );
    expect(about(ofGoogle('gmail.com googlemail.com'))).toEqual(["'google'"]);
    expect(about(ofGoogle('googlemail.co.uk'))).toEqual(["'default'", "'google'"]);
  });

  it('that of <domain *> where a block of the provider inherits it', () => {
    const rest = block('*', 'smtp-pattern-list x', ...SLOWER);
    const text = list('x', '/^999/ mode=backoff') + rest;
    const apple = ({ message }: { message: string }): boolean => message.includes('iCloud');
    expect(lintTexts(whole(text), [rule]).findings.filter(apple)).toEqual([]);
    expect(
      lintTexts(whole(text + block('icloud.com', 'max-smtp-out 2')), [rule]).findings.filter(apple),
    ).toHaveLength(1);
  });
});

describe('the list of <domain *> where no block inherits it', () => {
  const text = list('x', '/^999/ mode=backoff') + block('*', 'smtp-pattern-list x', ...SLOWER);

  it.each([
    ['has no block for the provider: missing-provider-domain speaks', whole(text)],
    ['is a fragment', text],
    ['lacks an include', whole(`${text}include gone\n`)],
    ['gets blocks from a template engine', whole(`${text}{{ blocks }}\n`)],
  ])('is not looked at where the configuration %s', (_, config) => {
    expect(said(config)).toEqual([]);
  });
});

describe('what is one finding', () => {
  const APPLES = ['icloud.com', 'me.com', 'mac.com'];

  it('is a list and a provider, at the first line that refers to it', () => {
    const text =
      list('x', '/^999/ mode=backoff') +
      APPLES.map((domain) => block(domain, 'smtp-pattern-list X', ...SLOWER)).join('');
    expect(places(text, rule)).toEqual(['5 smtp-pattern-list']);
    const other = list('y', '/^998/ mode=backoff') + block('orange.fr', 'smtp-pattern-list x', ...SLOWER);
    expect(said(text + other + block('wanadoo.fr', 'smtp-pattern-list y', ...SLOWER))).toHaveLength(3);
  });

  it('is each of two lists that VMTAs have for one provider', () => {
    const inside = `<domain icloud.com>\n    smtp-pattern-list y\n    backoff-to-normal-after 1h\n</domain>\n`;
    const text = whole(
      list('x', '/^999/ mode=backoff') +
        list('y', ...APPLE) +
        icloud('x') +
        vmta('a', 1) +
        vmta('b', 1, inside),
      'a',
      'b',
    );
    expect(said(text)).toEqual([expect.stringContaining("no rule of 'x'")]);
    expect(said(text.replace('y>\n    reply /too many errors/ mode=backoff\n', 'y>\n'))).toHaveLength(2);
  });

  it('is not there for a VMTA that no mail can go through', () => {
    const inside = `<domain icloud.com>\n    smtp-pattern-list y\n    backoff-to-normal-after 1h\n</domain>\n`;
    const text = list('y', '/^999/ mode=backoff') + vmta('a', 1) + vmta('b', 1, inside);
    expect(said(whole(text, 'a'))).toEqual([]);
    expect(said(whole(text, 'a', 'b'))).toHaveLength(1);
  });

  it('leaves a queue that nothing can put in backoff to missing-backoff, and an unknown list to undefined-reference', () => {
    const speaking = (text: string): string[] =>
      lintTexts(whole(text), rules)
        .findings.filter(({ start }) => start > text.length / 4)
        .map((finding) => finding.rule)
        .filter((id) => ['missing-backoff', 'undefined-reference', rule.id].includes(id));
    expect(speaking(list('x', '/^999/ skip-mx') + icloud('x'))).toContain('missing-backoff');
    expect(speaking(list('x', '/^999/ skip-mx') + icloud('x'))).not.toContain(rule.id);
    expect(speaking(icloud('nowhere'))).toContain('undefined-reference');
    expect(speaking(icloud('nowhere'))).not.toContain(rule.id);
  });
});

describe('providers of the settings', () => {
  const text = list('x', '/^999/ mode=backoff') + block('wp.pl', 'smtp-pattern-list x', ...SLOWER);

  it('are those that are looked at', () => {
    expect(said(text)).toEqual([]);
    expect(said(text, settingsFor({ providers: new Map([['wp-pl', true]]), preset: 'strict' }))).toHaveLength(
      1,
    );
    const without = settingsFor({ preset: 'strict', providers: new Map([['apple', false]]) });
    expect(said(list('x', '/^999/ mode=backoff') + icloud('x'), without)).toEqual([]);
  });

  it('are not asked for what nobody in particular says', () => {
    const any = settingsFor({ preset: 'strict', providers: new Map([['any', true]]) });
    expect(said(list('x', ...APPLE) + icloud('x'), any)).toEqual([]);
  });
});

describe('the fix', () => {
  const lacking = list('x', ...APPLE.slice(0, 2)) + icloud('x');

  it('adds rules behind those that are there, so that nothing is lost', () => {
    const before = whole(lacking + vmta('a', 1), 'a');
    const after = fixed(before, [rule]);
    expect(after).toMatchObject({ passes: 1, left: [] });
    expect(after.text).toContain(
      String.raw`    reply /\[HCM1\]/ mode=backoff
    # Figures and patterns: pmta-lint catalog (published advice, vendor defaults); see pmta-lint explain missing-backoff
    reply /^550 5\.7\.1 Mail from IP \S+ was rejected due to listing in Spamhaus/ mode=backoff
    reply /^55[04]( 5\.7\.0)? Blocked - see https:\x2F\x2F(support|ipcheck)\.proofpoint\.com/ mode=backoff
</smtp-pattern-list>`,
    );
    expect(loosened(before, after.text, ['icloud.com', 'example.org'], ['a'])).toEqual([]);
    const changes = compareModels(modelOf(before), modelOf(after.text));
    expect(changes.map(({ verdict }) => verdict)).toEqual(['stricter']);
  });

  it('adds only what is missing, and says where it is from once', () => {
    const google = block('gmail.com', 'smtp-pattern-list x', ...SLOWER);
    const lines = written(whole(list('x', ...APPLE.slice(0, 3)) + icloud('x') + google + vmta('a', 1), 'a'));
    expect(lines.filter((line) => line.startsWith('#'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('proofpoint'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('Spamhaus'))).toEqual([]);
    expect(lines.filter((line) => line.includes(String.raw`4\.7\.28`))).toHaveLength(1);
  });

  it('rests the address where every VMTA that uses the list has two', () => {
    expect(written(whole(lacking + vmta('a', 2), 'a'))).toContainEqual(
      expect.stringMatching(/Spamhaus\/ disable-source-ip,reenable-after=4h$/),
    );
    for (const text of [
      whole(lacking + vmta('a', 1), 'a'),
      whole(lacking + vmta('a', 2) + vmta('b', 1), 'a', 'b'),
      whole(lacking + vmta('a', 2) + vmta('b', 1)),
      // What else there is is not known of a fragment.
      lacking + vmta('a', 2),
    ])
      expect(written(text)).toContainEqual(expect.stringMatching(/Spamhaus\/ mode=backoff$/));
  });

  it('asks only the VMTAs that use the list', () => {
    const inside = `    <domain icloud.com>\n    smtp-pattern-list x\n    backoff-to-normal-after 1h\n    </domain>\n`;
    const text = list('x', ...APPLE.slice(0, 2)) + vmta('a', 2, inside) + vmta('b', 1);
    expect(written(whole(text, 'a', 'b'))).toContainEqual(expect.stringMatching(/disable-source-ip/));
  });

  it('ends the backoff that it begins where all other rules of the list do', () => {
    const timed = list('x', '/too many errors/ mode=backoff,backoff-to-normal-after=2h', '/^450/ skip-mx');
    const queue = block('icloud.com', 'smtp-pattern-list x', 'backoff-max-msg-rate 1/m');
    for (const line of written(whole(timed + queue + vmta('a', 1), 'a')).slice(1))
      expect(line).toMatch(/ mode=backoff,backoff-to-normal-after=\S+$/);
  });

  it.each([
    [
      'that is read several times',
      { config: `include l\ninclude l\n${icloud('x')}`, l: list('x', ...APPLE.slice(1)) },
    ],
    [
      'that is not closed',
      { config: icloud('x') + list('x', ...APPLE.slice(1)).replace('</smtp-pattern-list>\n', '') },
    ],
    [
      'of others who would enter backoff by it',
      {
        config:
          list('x', '/^999/ skip-mx') +
          block('icloud.com', 'smtp-pattern-list x', 'backoff-upon-all-sources-disabled yes', ...SLOWER) +
          block('example.org', 'smtp-pattern-list x'),
      },
    ],
    [
      'of one line that other queues share, who would enter backoff by it',
      {
        config: whole(
          list('x', '/^999/ skip-mx') +
            block('icloud.com', 'max-smtp-out 2') +
            block('*', 'smtp-pattern-list x', 'backoff-max-msg-rate 1/m') +
            vmta('a', 1, block('*', 'backoff-upon-all-sources-disabled yes')) +
            vmta('b', 1),
          'a',
          'b',
        ),
      },
    ],
  ])('is none for a list %s', (_, texts) => {
    const { findings } = lintTexts(texts, [rule]);
    expect(findings.map(({ fix }) => fix)).toEqual([null]);
  });

  it('is safe for a list of several lines whose queues can all enter backoff already', () => {
    const disabled = 'backoff-upon-all-sources-disabled yes';
    const before = whole(
      list('x', '/^999/ skip-mx') +
        block('icloud.com', 'smtp-pattern-list x', disabled, ...SLOWER) +
        block('example.org', 'smtp-pattern-list x', disabled, ...SLOWER) +
        vmta('a', 1),
      'a',
    );
    const after = fixed(before, [rule]);
    expect(after.left).toEqual([]);
    const changes = compareModels(modelOf(before), modelOf(after.text));
    expect(new Set(changes.map(({ verdict }) => verdict))).toEqual(new Set(['stricter']));
  });

  it('keeps the line ends of the file', () => {
    const after = fixed(whole(lacking).replaceAll('\n', '\r\n'), [rule]).text;
    expect(after).toContain(' mode=backoff\r\n</smtp-pattern-list>\r\n');
    expect(after).not.toMatch(/[^\r]\n/);
  });
});

it('has nothing to add behind the fix of missing-backoff', () => {
  const before = mainWith(block('icloud.com', 'max-smtp-out 2') + block('gmail.com', 'max-smtp-out 2'));
  const backoff = rules.filter(({ id }) => id === 'missing-backoff');
  expect(fixed(before, [...backoff, rule])).toMatchObject({ passes: 1, left: [] });
});
