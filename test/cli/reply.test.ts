import { describe, expect, it } from 'vitest';
import { replyProblems } from '../report/validate.ts';
import { run, type Given, type Outcome } from './run.ts';
import type { Files } from '../support/folders.ts';

const CONFIG = `log-file /var/log/pmta/log
<spool /var/spool/pmta>
</spool>
domain-macro two two.example, other.example
<domain *>
  smtp-pattern-list common
  backoff-to-normal-after 2h
</domain>
<domain gmail.com>
  smtp-pattern-list Gmail
  auth-password hunter2
</domain>
<domain gone.example>
  queue-to gmail.com
</domain>
<domain plain.example>
  smtp-pattern-list ""
</domain>
<virtual-mta V1>
  <domain gmail.com>
    smtp-pattern-list common
  </domain>
</virtual-mta>
<virtual-mta-pool both>
  virtual-mta V1
</virtual-mta-pool>
<smtp-pattern-list common>
  reply /too many/ mode=backoff,backoff-to-normal-after=1h
</smtp-pattern-list>
<smtp-pattern-list gmail>
  reply /^421[ -]4\\.7\\.28/ mode=backoff  # rates
  reply /unusual rate/ mode=normal,skip-mx
  reply /(?=x)/ skip-mx
</smtp-pattern-list>
<bounce-category-patterns>
  /unknown/ bad-mailbox
</bounce-category-patterns>
`;
const FILES = { config: CONFIG };
const RATE =
  '421-4.7.28 Gmail has detected an unusual rate of unsolicited email originating from your IP address.';

async function reply(argv: string[], files: Files = FILES, given: Given = {}): Promise<Outcome> {
  const outcome = await run(['reply', ...argv], { files, ...given });
  expect(outcome.stdout + outcome.stderr).not.toContain('hunter2');
  return outcome;
}

async function answer(argv: string[], files: Files = FILES): Promise<Record<string, unknown>> {
  const { stdout, stderr, exitCode } = await reply([...argv, '--format', 'json'], files);
  expect([stderr, exitCode]).toEqual(['', 0]);
  expect(replyProblems(stdout)).toEqual([]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('reply --format json', () => {
  it('has the queue, the list, each match with its place, and what is done', async () => {
    const { meaning, advice, ...rest } = await answer(['GMail.com', RATE]);
    expect(rest).toEqual({
      version: 1,
      domain: 'gmail.com',
      vmta: null,
      queue: 'gmail.com/{default}',
      list: 'Gmail',
      matches: [
        {
          path: 'config',
          start: { line: 31, column: 3 },
          pattern: '^421[ -]4\\.7\\.28',
          actions: ['mode=backoff'],
          decides: true,
        },
        {
          path: 'config',
          start: { line: 32, column: 3 },
          pattern: 'unusual rate',
          actions: ['mode=normal', 'skip-mx'],
          decides: true,
        },
      ],
      undecided: [
        {
          path: 'config',
          start: { line: 33, column: 3 },
          pattern: '(?=x)',
          actions: ['skip-mx'],
          reason: 'a look-around',
        },
      ],
      actions: ['mode=backoff', 'skip-mx'],
      mode: 'backoff',
      bounceCategory: null,
    });
    expect(meaning).toMatchObject({ kind: 'throttled', remedy: 'backoff', reply: 'goog-421-4728-ip' });
    expect(advice).toEqual([expect.stringContaining('Send more slowly')]);
  });

  it('uses the queue of a VMTA, and the one that queue-to names', async () => {
    expect(await answer(['gmail.com/v1', RATE])).toEqual(await answer(['gmail.com', RATE, '--vmta', 'v1']));
    expect(await answer(['gmail.com', RATE, '--vmta', 'v1'])).toMatchObject({
      vmta: 'V1',
      queue: 'gmail.com/V1',
      list: 'common',
      matches: [],
      mode: 'unchanged',
    });
    expect(await answer(['gone.example', RATE])).toMatchObject({
      domain: 'gone.example',
      queue: 'gmail.com/{default}',
      list: 'Gmail',
    });
  });

  it.each([
    ['550 5.1.1 user unknown', 'bad-mailbox'],
    ['550 5.7.1 no', 'unknown'],
    ['421 4.7.0 user unknown', null],
    ['user unknown', 'unknown'],
  ])('%s is counted as %j', async (text, bounceCategory) => {
    expect(await answer(['a.example', text])).toMatchObject({ bounceCategory });
  });

  it('offers a pattern where nothing matches', async () => {
    const { add, list } = await answer(['plain.example', 'smtp;421 4.7.9 our hosts are tired of you']);
    expect([add, list]).toEqual([
      String.raw`reply /^421[ -]4\.7\.9\b.*our hosts are tired of you/ mode=backoff`,
      null,
    ]);
  });

  it('prints that an include was not read', async () => {
    expect(await answer(['a.example', '421 x'], { config: 'include nowhere\n' })).toMatchObject({
      complete: false,
      list: null,
    });
  });
});

describe('reply, for people', () => {
  it('says all of it', async () => {
    const { stdout } = await reply(['gmail.com', RATE]);
    for (const part of [
      'Queue gmail.com/{default}',
      '  Gmail  config:10  <domain gmail.com> (global)',
      '  not common (config:6, <domain *>): gmail.com is more specific than *',
      '  1. config:31  /^421[ -]4\\.7\\.28/ mode=backoff  decides',
      '  2. config:32  /unusual rate/ mode=normal,skip-mx  decides',
      '     mode=normal is not taken: an earlier match says mode=backoff',
      'Not decided\n  config:33  /(?=x)/ skip-mx\n    whether it matches is not known: a look-around',
      '    it comes out after 2h (backoff-to-normal-after, config:7)',
      '  The mail exchanger is skipped',
      'Bounce category\n  none',
      'Gmail and Google Workspace: mail from you is taken more slowly',
    ]) {
      expect(stdout).toContain(part);
    }
  });

  it('prints why no list is in effect', async () => {
    expect((await reply(['plain.example', '421 x'])).stdout).toContain(
      'List in force\n  none: smtp-pattern-list "" takes back what was set before  config:17',
    );
    expect((await reply(['a.example', '421 x'], { config: '' })).stdout).toContain(
      'List in force\n  none: no <domain> that holds for a.example/{default} has an',
    );
    const missing = { config: '<domain *>\nsmtp-pattern-list nowhere\n</domain>\n' };
    expect((await reply(['a.example', '421 x'], missing)).stdout).toContain(
      'no smtp-pattern-list of that name is defined',
    );
  });

  it('warns of a rule that slows all mail for one mailbox', async () => {
    const files = { config: CONFIG.replace('/too many/', '/4.2.2/') };
    const text = '452 4.2.2 The email account that you tried to reach is over quota.';
    const { stdout } = await reply(['gmail.com', text, '--vmta', 'V1'], files);
    expect(stdout).toContain('- Narrow the pattern at config:28:');
  });

  it('cuts a reply that goes on and on', async () => {
    const { stdout } = await reply(['gmail.com', `550 ${'x'.repeat(50_000)}`]);
    expect(stdout).toContain('… (50,004');
    expect(stdout.length).toBeLessThan(5000);
  });

  describe('what to do', () => {
    const list = (rules: string, more = ''): Files => ({
      config: `<domain *>\nsmtp-pattern-list all\n${more}</domain>\n<smtp-pattern-list all>\n${rules}\n</smtp-pattern-list>\n`,
    });
    const counted = (patterns: string): Files => ({
      config: `<bounce-category-patterns>\n${patterns}\n</bounce-category-patterns>\n`,
    });
    const GONE = '550-5.1.1 The email account that you tried to reach does not exist.';
    const UNSIGNED = '550-5.7.26 This mail has been blocked because the sender is unauthenticated.';
    it.each<[string, string, Files, string]>([
      [
        'only a reply ends backoff',
        RATE,
        list('reply /421/ mode=backoff\nreply /ok/ mode=normal'),
        'only a reply that may never come ends the backoff',
      ],
      ['nothing ends backoff', RATE, list('reply /421/ mode=backoff'), 'nothing ends the backoff'],
      [
        'backoff ends for the reply',
        RATE,
        list('reply /421/ mode=normal'),
        'Put a rule with mode=backoff before config:5',
      ],
      ['the rule slows nothing', RATE, list('reply /421/ skip-mx'), 'Add mode=backoff to the rule'],
      [
        'the rule is too wide',
        GONE,
        list('reply /x/ skip-mx\nreply /550/ mode=backoff,backoff-to-normal-after=1h'),
        'Narrow the pattern at config:6: the reply asks for no more than a bounce of one message',
      ],
      [
        'the rule is too wide for what reads like a mailbox',
        '550 5.2.1 mailbox gone',
        list('reply /550/ mode=backoff,backoff-to-normal-after=1h'),
        'Narrow the pattern at config:5: the reply reads as if it were about one mailbox',
      ],
      ['an address stays disabled', RATE, list('reply /421/ disable-source-ip'), "Add 'reenable-after=4h'"],
      ['mail is not signed', UNSIGNED, list('', 'dkim-sign no\n'), "Set 'dkim-sign yes' for the queue"],
      [
        'slowing down cures nothing',
        UNSIGNED,
        list(''),
        'Until that is mended, a slower queue loses less mail, which a rule in the list gives: reply /^550',
      ],
      [
        'a dead address is kept',
        GONE,
        counted('// other'),
        'Put a pattern with bad-mailbox before config:2: counted as other',
      ],
      [
        'an address that exists is lost',
        UNSIGNED,
        counted('/blocked/ bad-mailbox'),
        'Narrow the pattern at config:2: counted as bad-mailbox',
      ],
      ['a category of one’s own is nobody’s business', GONE, counted('// gone'), ''],
    ])('where %s', async (_, text, files, advice) => {
      const { advice: given } = await answer(['gmail.com', text], files);
      const all = (given as string[]).join('\n');
      expect(all).toContain(advice);
      if (advice === '') expect(all).not.toMatch(/counted|config:/);
    });
  });

  it.each([20, 40, 80, 200])(
    'running text fits %i columns, hidden characters are shown',
    async (terminal) => {
      const { stdout } = await reply(
        ['gmail.com', '550 \u202eevil\u001b[31m\n and more', '--no-color'],
        FILES,
        {
          terminal,
        },
      );
      expect(stdout).toContain('<U+202E>');
      expect(stdout).not.toMatch(/[\u202e\u001b]/);
      const prose = stdout.split('\n').filter((line) => !/^Queue |config:\d|reply \//.test(line));
      expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(Math.max(24, terminal));
    },
  );
});

describe('a reply in what a log or a mail server writes around it', () => {
  const LIST =
    '<domain gmail.com>\n  smtp-pattern-list l\n</domain>\n<smtp-pattern-list l>\n  reply /none/ mode=backoff\n</smtp-pattern-list>\n';
  const words = '421 4.7.9 Slow down: we like it less';

  it.each([
    [
      `host gmail-smtp-in.l.google.com[192.0.2.7] said: ${words}`,
      'host gmail-smtp-in.l.google.com[192.0.2.7] said:',
    ],
    [
      `host a.example[192.0.2.7] said: ${words} (in reply to end of DATA command)`,
      'host a.example[192.0.2.7] said:',
    ],
    [`<<< ${words}`, '<<<'],
    [`DATA: ${words}`, 'DATA:'],
    [`"${words}"`, '"'],
  ])('is read from its code on: %s', async (written, before) => {
    const { stdout, stderr, exitCode } = await reply(['gmail.com', written], { config: LIST });
    expect(stderr).toBe(
      `pmta-lint: the reply is read from '421' on, without '${before}', which no server sent\n`,
    );
    expect(stdout).toContain(`\nReply ${words}\n`);
    expect(stdout).toContain(String.raw`reply /^421[ -]4\.7\.9\b.*Slow down: we like it less/ mode=backoff`);
    expect(exitCode).toBe(0);
  });

  it.each(['4.7.9 Slow down: we like it less', 'connection to 192.0.2.450 timed out', 'took 421ms'])(
    'has no pattern to add where no code begins a reply: %s',
    async (written) => {
      const { stdout, stderr } = await reply(['gmail.com', written], { config: LIST });
      expect(stderr).toBe('');
      expect(stdout).toMatch(/No pattern is offered: the text does not begin with the\s+code of a reply/);
      expect(stdout).not.toContain('reply /^');
      const json = await answer(['gmail.com', written], { config: LIST });
      expect(json).not.toHaveProperty('add');
    },
  );
});

describe('a reply that is codes alone', () => {
  it.each(['421 4.7.28', '4.7.28', '421-4.7.28'])(
    'is explained by what the provider uses them for: %s',
    async (code) => {
      const { stdout } = await reply(['gmail.com', code], { config: '' });
      expect(stdout).toContain('\n  It names a code and no more, which Gmail uses for:\n');
      expect(stdout).toMatch(/\n {2}- 421-4\.7\.28 Gmail has detected [^]*\(throttled\)\n/);
      expect(stdout).toContain('Give the whole reply to be sure which one it is.');
      const json = await answer(['gmail.com', code], { config: '' });
      expect(json).toMatchObject({
        sameCodes: expect.arrayContaining([
          expect.objectContaining({ kind: 'throttled', remedy: 'backoff' }),
        ]) as unknown,
      });
    },
  );

  it('is not known where the provider does not use it, or none is known', async () => {
    for (const domain of ['yahoo.com', 'a.example'])
      expect((await reply([domain, '421 4.7.28'], { config: '' })).stdout).toContain(
        'The catalog does not know it',
      );
  });
});

describe('a call that cannot be answered', () => {
  it.each([
    [[], 'the domain is missing; write pmta-lint reply <domain> "<reply>" [config]'],
    [['gmail.com'], 'the reply is missing; write pmta-lint reply <domain> "<reply>" [config]'],
    [['gmail.com', ' '], 'the reply is empty; write pmta-lint reply <domain> "<reply>" [config]'],
    [['gmail.com', 'smtp;'], 'the reply is empty; write pmta-lint reply <domain> "<reply>" [config]'],
    [['a@gmail.com', '421 x'], "'a@gmail.com' is an address: give its domain, 'gmail.com'"],
    [['.', '421 x'], "'.' is no domain: give one such as gmail.com, or gmail.com/VMTA, without wildcards"],
    [
      ['a..b', '421 x'],
      "'a..b' is no domain: give one such as gmail.com, or gmail.com/VMTA, without wildcards",
    ],
    [
      ['a\u001bb', '421 x'],
      "'a␛b' is no domain: give one such as gmail.com, or gmail.com/VMTA, without wildcards",
    ],
    [['*', '421 x'], "'*' is no domain: give one such as gmail.com, or gmail.com/VMTA, without wildcards"],
    [['gmail.com', '421 x', '--vmta', 'V2'], "no VMTA is named 'V2'; did you mean 'V1'?"],
    [
      ['gmail.com', '421 x', '--vmta', 'both'],
      "'both' is a pool, and queues belong to VMTAs: give one of its members (V1)",
    ],
    [['gmail.com', '421 x', 'nowhere'], "'nowhere' cannot be read: there is no such file or folder"],
    [
      ['gmail.com', '421', 'x', 'config'],
      'there are too many arguments; write pmta-lint reply <domain[/vmta]> <reply> [config], the reply in quotes',
    ],
    [['gmail.com', '421 x', '--format', 'jsn'], "--format cannot be 'jsn'; give text or json"],
  ])('%j', async (argv, message) => {
    const { stdout, stderr, exitCode } = await reply(argv);
    expect([stdout, stderr, exitCode]).toEqual(['', `pmta-lint: ${message}\n`, 2]);
  });
});
