import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { replyProblems } from '../report/validate.ts';
import { run, runIn, type Outcome } from './run.ts';
import { folderOf, type Content } from '../support/folders.ts';

const CONFIG = `<domain *>
  smtp-pattern-list common
</domain>
<domain yahoo.rollup>
  smtp-pattern-list yahoo
</domain>
<virtual-mta v1>
  <domain b.example>
    smtp-pattern-list ""
  </domain>
</virtual-mta>
<smtp-pattern-list common>
  reply /too many/ mode=backoff
</smtp-pattern-list>
<smtp-pattern-list yahoo>
  reply /TSS0/ skip-mx
</smtp-pattern-list>
`;

function coverage(content: Content, argv: string[] = ['--file', 'replies']): Promise<Outcome> {
  return run(['reply', ...argv], { files: { config: CONFIG, replies: content } });
}

interface Group {
  readonly count: number;
  readonly reply: string;
  readonly queues: readonly string[];
  readonly list: string | null;
  readonly standing: string;
  readonly actions: readonly string[];
}

async function groupsOf(
  content: Content,
  argv?: string[],
): Promise<{ groups: Group[]; rest: Record<string, unknown> }> {
  const outcome = await coverage(content, [...(argv ?? ['--file', 'replies']), '--format', 'json']);
  expect([outcome.stderr, outcome.exitCode]).toEqual(['', 0]);
  expect(replyProblems(outcome.stdout)).toEqual([]);
  const { groups, ...rest } = JSON.parse(outcome.stdout) as { groups: Group[] };
  return { groups, rest };
}

const brief = ({ count, reply, queues, list, standing }: Group): unknown[] => [
  count,
  reply,
  queues.join(' '),
  list,
  standing,
];

describe('an accounting file', () => {
  const HEADER = 'type,timeLogged,rcpt,dsnDiag,bounceCat,vmta,queue';
  const ROWS = [
    't,now,a@a.example,"smtp;421 too many, ""really"" from 192.0.2.1",,v1,a.example/v1',
    't,now,b@a.example,"smtp;421 too many, ""really"" from 192.0.2.2",,v2,a.example/v2',
    'b,now,c@b.example,smtp;554 5.7.1 we do not like it,other,v1,b.example/v1',
    'b,now,c@b.example,smtp;554 5.7.1 we do not like it,other,v2,b.example/v2',
    'tq,now,,smtp;421 4.7.0 [TSS04] Messages temporarily deferred,,v2,yahoo.rollup/v2',
    'd,now,c@b.example,smtp;250 ok,,v1,b.example/v1',
    'b,now,c@b.example,x-pmta;expired,other,v1,b.example/v1',
    'tq,now,,,,v1,b.example/v1',
    'rb,now,c@b.example,smtp;550 came back,other,,',
    'f,now,,,,,',
  ];

  it.each([
    ['CRLF', '\r\n', ''],
    ['LF', '\n', ''],
    ['a byte-order mark', '\r\n', '\uFEFF'],
  ])('with %s gives domain and VMTA of each row', async (_, end, mark) => {
    const { groups, rest } = await groupsOf(`${mark}${[HEADER, ...ROWS].join(end)}${end}`);
    expect(groups.map(brief)).toEqual([
      [2, '421 too many, "really" from <ip>', 'a.example/v1 a.example/v2', 'common', 'met'],
      [1, '554 5.7.1 we do not like it', 'b.example/v1', null, 'unmet'],
      [1, '554 5.7.1 we do not like it', 'b.example/v2', 'common', 'unmet'],
      [1, '421 4.7.0 [TSS04] Messages temporarily deferred', 'yahoo.rollup/v2', 'yahoo', 'met'],
    ]);
    expect(rest).toMatchObject({
      kind: 'accounting',
      replies: 5,
      queues: 5,
      leftOut: { accepted: 1, otherRecords: 2, withoutReply: 2, misshapen: 0 },
      unknownVmtas: ['v2'],
      tally: { met: 3, unmet: 2 },
    });
  });

  it('is read by the names of its columns, in any order and case', async () => {
    const { groups } = await groupsOf('Type,DSNDIAG,Rcpt\nt,smtp;421 too many,a@a.example\n');
    expect(groups.map(brief)).toEqual([[1, '421 too many', 'a.example/{default}', 'common', 'met']]);
  });

  it('gets a new header where it begins again', async () => {
    const { groups } = await groupsOf(
      'type,rcpt,dsnDiag\nt,a@a.example,smtp;421 too many\ntype,dsnDiag,rcpt\nt,smtp;421 too many,a@a.example\n',
    );
    expect(groups.map(({ count }) => count)).toEqual([2]);
  });

  it('takes what the file does not contain from the call', async () => {
    const file = 'type,dsnDiag\nt,smtp;421 too many\n';
    const { groups } = await groupsOf(file, ['b.example/v1', '--file', 'replies']);
    expect(groups.map(brief)).toEqual([[1, '421 too many', 'b.example/v1', null, 'unmet']]);
  });

  it('skips records of another width and prints that', async () => {
    const { stdout, exitCode } = await coverage(
      'type,rcpt,dsnDiag\nt,a@a.example,smtp;421 too many\nt,a@a.example,smtp;421 too many, really\nt,a@a.exam',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('1 refusal of 1 kind');
    expect(stdout).toContain('2 records with other fields than the header has (the first in line 3)');
  });

  it('is read in pieces, and cut at any place', async () => {
    const folder = folderOf({ config: CONFIG });
    const row = 't,now,é@a.example,"smtp;421 too many — ""really""",,v1,a.example/v1\r\n';
    const number = 12_000;
    writeFileSync(join(folder, 'replies'), `${HEADER}\r\n${row.repeat(number)}`);
    const { stdout } = await runIn(folder, ['reply', '--file', 'replies', '--format', 'json']);
    const { groups, replies } = JSON.parse(stdout) as { groups: Group[]; replies: number };
    expect([replies, groups.length, groups[0]?.count]).toEqual([number, 1, number]);
    expect(number * row.length).toBeGreaterThan(3 * 2 ** 18);
  });
});

describe('a file with a reply in each line', () => {
  it('counts equal ones together, the most frequent first', async () => {
    const text =
      '# of Monday\n550 5.1.1 <a@b.example>: user unknown\r\n421 too many\n421 too many\n250 ok\n550 5.1.1 <c@d.example>: user unknown\n421 too many';
    const { groups, rest } = await groupsOf(text, ['a.example', '--file', 'replies']);
    expect(groups.map(brief)).toEqual([
      [3, '421 too many', 'a.example/{default}', 'common', 'met'],
      [2, '550 5.1.1 <address>: user unknown', 'a.example/{default}', 'common', 'none-wanted'],
    ]);
    expect(rest).toMatchObject({ kind: 'lines', leftOut: { accepted: 1, withoutReply: 1 } });
  });

  it('lists at the end what nothing matches, with the pattern to add', async () => {
    const text = '421 4.7.9 our hosts are tired of 192.0.2.1\n421 4.7.9 our hosts are tired of 192.0.2.9\n';
    const { stdout } = await coverage(text, ['a.example', '--file', 'replies', 'config']);
    expect(stdout).toBe(`replies: 2 refusals of 1 kind in 1 queue; a pattern meets 0, nothing meets 2

Nothing matches
  2  421 4.7.9 our hosts are tired of <ip>
     retried; a.example/{default}, list common

Patterns to add
  to <smtp-pattern-list common>:
    # 2 replies, made from the words: only if they are about you as a sender
    reply /^421[ -]4\\.7\\.9\\b.*our hosts are tired of/ mode=backoff,backoff-to-normal-after=1h
`);
  });

  it('may contain lines that are not UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from('421 too many, café\n'),
      Buffer.from('421 too many, caf\xe9\n421 too many\n', 'latin1'),
    ]);
    const { groups } = await groupsOf(bytes, ['a.example', '--file', 'replies']);
    expect(groups.map(brief)).toEqual([
      [2, '421 too many, café', 'a.example/{default}', 'common', 'met'],
      [1, '421 too many', 'a.example/{default}', 'common', 'met'],
    ]);
  });

  it('distinguishes what the rules distinguish', async () => {
    const { groups } = await groupsOf('421 too many from 192.0.2.1\n421 too many from 192.0.2.2\n', [
      'a.example',
      '--file',
      'replies',
    ]);
    expect(groups.map(({ count }) => count)).toEqual([2]);
    const config = CONFIG.replace('/too many/', '/192\\.0\\.2\\.1/');
    const { stdout } = await run(['reply', 'a.example', '--file', 'r'], {
      files: { config, r: '421 too many from 192.0.2.1\n421 too many from 192.0.2.2\n' },
    });
    expect(stdout).toContain('2 refusals of 2 kinds in 1 queue; a pattern meets 1, nothing meets 1');
  });

  it.each([20, 60])('fits %i columns but for what is to be copied', async (terminal) => {
    const text = `421 4.7.9 ${'our hosts are tired '.repeat(20)}\u202e\u001b[2J\n`;
    const { stdout } = await run(['reply', 'a.example', '--file', 'r', '--no-color'], {
      files: { config: CONFIG, r: text },
      terminal,
    });
    expect(stdout).not.toMatch(/[\u202e\u001b]/);
    const lines = stdout.split('\n').filter((line) => !/reply \/|config:\d|# \d/.test(line));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.max(25, terminal));
  });
});

describe('a file that cannot be taken', () => {
  it.each<[string, Content, string[], string]>([
    ['nothing', '', ['a.example'], "--file 'replies' is empty"],
    ['blank lines', '\n \r\n', ['a.example'], "--file 'replies' is empty"],
    ['a header alone', 'type,rcpt,dsnDiag\n', [], "--file 'replies' has a header and no records"],
    [
      'a missing column',
      'type,rcpt,dsnStatus\nb,a@b.example,5.1.1\n',
      [],
      "--file 'replies': the header in line 1 has no column dsnDiag, which holds the replies; record-fields of the acct-file decides which columns there are",
    ],
    [
      'a column that goes missing',
      'type,rcpt,dsnDiag\nb,a@b.example,smtp;550 x\ntype,rcpt\nb,a@b.example\n',
      [],
      "--file 'replies': the header in line 3 has no column dsnDiag, which holds the replies; record-fields of the acct-file decides which columns there are",
    ],
    [
      'no domain',
      'type,dsnDiag\nb,smtp;550 x\n',
      [],
      "--file 'replies': the header in line 1 has neither a column queue nor rcpt; give the domain, as in pmta-lint reply gmail.com --file 'replies'",
    ],
    [
      'replies without a domain',
      '421 x\n',
      [],
      "--file 'replies' holds replies and not where they were given; give the domain, as in pmta-lint reply gmail.com --file 'replies'",
    ],
    ...['log-file /x\n', '{"type":"b","dsnDiag":"smtp;550 x"}\n', 'b,now,a@b.example,smtp;550 x\n'].map(
      (content): [string, string, string[], string] => [
        'no replies',
        content,
        ['a.example'],
        "--file 'replies': no line begins with the code of a reply, as in 421 4.7.0 …; an accounting file begins with a header that names its columns, dsnDiag among them",
      ],
    ),
    [
      'an open quote',
      'type,dsnDiag,rcpt\nb,smtp;550 x,a@b.example\nb,"smtp;550 x,a@b.example\n',
      [],
      "--file 'replies': a quote that is opened in line 3 is never closed; if the file is still being written, take a copy that ends with a whole line",
    ],
    [
      'a NUL',
      `${'421 x\n'.repeat(100)}421 \0\n`,
      ['a.example'],
      "--file 'replies' cannot be read: line 101: it holds a NUL byte: that is no text",
    ],
    [
      'UTF-16',
      Buffer.from('\uFEFF421 x\n', 'utf16le'),
      ['a.example'],
      "--file 'replies' cannot be read: it is UTF-16 text; PowerMTA reads UTF-8 (iconv -f UTF-16 -t UTF-8 converts it)",
    ],
    [
      'gzip',
      gzipSync('421 x\n'),
      ['a.example'],
      "--file 'replies' cannot be read: it is compressed: pipe it in (zcat FILE | pmta-lint reply … --file /dev/stdin)",
    ],
    [
      'another reply',
      '421 x\n',
      ['a.example', '421 x', 'config'],
      'with --file there is no other reply; write pmta-lint reply [domain] --file <replies> [config]',
    ],
  ])('%s', async (_, content, argv, message) => {
    const { stdout, stderr, exitCode } = await coverage(content, [...argv, '--file', 'replies']);
    expect([stdout, stderr, exitCode]).toEqual(['', `pmta-lint: ${message}\n`, 2]);
  });

  it.each([
    ['', '--file is empty: give a file of replies'],
    ['-', "'--file -' is no file: give /dev/stdin for the standard input"],
    ['nowhere', "--file 'nowhere' cannot be read: there is no such file or folder"],
    ['.', "--file '.' cannot be read: it is a folder"],
  ])('%j', async (file, message) => {
    const { stderr, exitCode } = await coverage('', ['a.example', '--file', file]);
    expect([stderr, exitCode]).toEqual([`pmta-lint: ${message}\n`, 2]);
  });

  it('a line without end', async () => {
    const { stderr, exitCode } = await coverage('x'.repeat(17 * 2 ** 20), ['a.example', '--file', 'replies']);
    expect(stderr).toBe(
      "pmta-lint: --file 'replies' cannot be read: line 1 is longer than 16 MiB: that is no reply\n",
    );
    expect(exitCode).toBe(2);
  });
});
