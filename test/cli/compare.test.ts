import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareProblems } from '../report/validate.ts';
import { git, repositoryOf, write } from './repository.ts';
import { run, runIn } from './run.ts';
import { LONG_MACROS } from './samples.ts';
import type { Files } from '../support/folders.ts';

const BEFORE = `log-file /var/log/pmta/log
<domain *>
  max-smtp-out 20
</domain>
<domain gmail.com>
  max-smtp-out 5
  auth-password hunter2
</domain>
<source 0/0>
  always-allow-relaying no
</source>
<virtual-mta v1>
  smtp-source-host 192.0.2.1 a.example.com
</virtual-mta>
`;

const AFTER = BEFORE.replace('max-smtp-out 20', 'max-smtp-out 10')
  .replace('max-smtp-out 5', 'max-smtp-out 50')
  .replace('hunter2', 'hunter3')
  .replace('relaying no', 'relaying yes');

/** A repository with one commit of these files, tagged `one`. */
function repository(files: Files): string {
  const folder = repositoryOf(files);
  git(folder, 'tag', 'one');
  return folder;
}

interface Shown {
  readonly mail: boolean;
  readonly changes: readonly Record<string, unknown>[];
}

async function json(argv: readonly string[], files: Files): Promise<Shown> {
  const { stdout } = await run(['compare', ...argv, '--format', 'json'], { files });
  expect(compareProblems(stdout)).toEqual([]);
  return JSON.parse(stdout) as Shown;
}

const compare = (before: string, after: string): Promise<Shown> => json(['a', 'b'], { a: before, b: after });

describe('compare', () => {
  it('exits 0 and prints that nothing changes when only layout, comments and order without meaning changed', async () => {
    const block = '<domain b.com>\n  max-smtp-out 3\n  retry-after 60m\n</domain>\n';
    const files = {
      a: `${BEFORE}${block}`,
      b: `# moved\n${block.replace('60m', '1h').replace('  max', '\t\tMAX')}${BEFORE}`,
    };
    const { stdout, exitCode } = await run(['compare', 'a', 'b'], { files });
    expect([stdout, exitCode]).toEqual(['Nothing changes for mail from a to b.\n', 0]);
    expect(await json(['a', 'b'], files)).toEqual({ version: 1, mail: false, changes: [] });
  });

  it('lists what changes with its lines, the most severe first, and exits 1', async () => {
    const { stdout, exitCode } = await run(['compare', 'a', 'b'], { files: { a: BEFORE, b: AFTER } });
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      [
        '4 changes for mail from a to b: 1 opened access, 1 looser, 1 neither looser nor tighter, 1 tighter',
        '',
        'Opened access',
        '  source 0/0                    always-allow-relaying  no → yes        a:10 → b:10',
        '',
        'Looser',
        '  gmail.com (2 queues)          max-smtp-out           5 → 50 (+900%)  a:6 → b:6',
        '',
        'Neither looser nor tighter',
        '  gmail.com (2 queues)          auth-password          changed         a:7 → b:7',
        '',
        'Tighter',
        '  all other domains (2 queues)  max-smtp-out           20 → 10 (-50%)  a:3 → b:3',
        '',
      ].join('\n'),
    );
  });

  it('has in JSON the old and the new value, for how many queues, and where', async () => {
    const { mail, changes } = await compare(BEFORE, AFTER);
    expect(mail).toBe(true);
    expect(changes).toEqual([
      {
        subject: 'source',
        name: '0/0',
        directive: 'always-allow-relaying',
        before: 'no',
        after: 'yes',
        risk: 'looser',
        count: 1,
        old: { path: 'a', start: { line: 10, column: 3 } },
        new: { path: 'b', start: { line: 10, column: 3 } },
      },
      {
        subject: 'queue',
        domain: 'gmail.com',
        directive: 'max-smtp-out',
        before: '5',
        after: '50',
        risk: 'looser',
        count: 2,
        old: { path: 'a', start: { line: 6, column: 3 } },
        new: { path: 'b', start: { line: 6, column: 3 } },
      },
      {
        subject: 'queue',
        domain: 'gmail.com',
        directive: 'auth-password',
        before: '***',
        after: '***',
        risk: 'neutral',
        count: 2,
        old: { path: 'a', start: { line: 7, column: 3 } },
        new: { path: 'b', start: { line: 7, column: 3 } },
      },
      {
        subject: 'queue',
        domain: '*',
        directive: 'max-smtp-out',
        before: '20',
        after: '10',
        risk: 'tighter',
        count: 2,
        old: { path: 'a', start: { line: 3, column: 3 } },
        new: { path: 'b', start: { line: 3, column: 3 } },
      },
    ]);
  });

  it('never shows a secret, not of a directive whose name is misspelt either', async () => {
    const files = {
      a: `${BEFORE}<domain x.com>\n  auth-pasword hunter4\n</domain>\nhttp-api-key hunter5\n`,
      b: AFTER.replace('gmail.com', 'gmx.de'),
    };
    for (const format of ['text', 'json', 'markdown']) {
      const { stdout, exitCode } = await run(['compare', 'a', 'b', '--format', format], { files });
      expect(exitCode).toBe(1);
      expect(stdout).not.toContain('hunter');
    }
  });

  it('is incomplete where a tag stands for more domains than are computed', async () => {
    const files = {
      a: `${BEFORE}${LONG_MACROS}<domain $a.$b>\n  max-smtp-out 5\n</domain>\n`,
      b: `${BEFORE}${LONG_MACROS}<domain $a.$b>\n  max-smtp-out 500\n</domain>\n`,
    };
    const { stdout, stderr } = await run(['compare', 'a', 'b', '--format', 'json'], { files });
    expect(JSON.parse(stdout)).toMatchObject({ complete: false });
    expect(stderr).toContain('a: <domain $a.$b> is for more domains than can be compared');
  });

  it('never shows a macro that a secret in another file uses', async () => {
    const passwords = '<smtp-user u>\n  password $word\n</smtp-user>\n';
    const files = {
      passwords,
      a: `${BEFORE}domain-macro word $inner\ndomain-macro inner hunter2\ninclude passwords\n`,
      b: `${BEFORE}domain-macro word $inner\ndomain-macro inner hunter3\ninclude passwords\n`,
    };
    const { stdout } = await run(['compare', 'a', 'b', '--format', 'json'], { files });
    expect(stdout).toContain('"name": "inner"');
    expect(stdout).not.toContain('hunter');
  });

  it('takes a domain, a VMTA, a list that came or went as one change each', async () => {
    const added =
      '<domain x.com>\n  max-smtp-out 40\n  max-msg-rate 5/h\n</domain>\n' +
      '<virtual-mta v2>\n  smtp-source-host 192.0.2.2 b.example.com\n  <domain x.com>\n    retry-after 1h\n  </domain>\n</virtual-mta>\n' +
      '<virtual-mta-pool p>\n  virtual-mta v2\n</virtual-mta-pool>\n' +
      '<acct-file /x>\n  records d\n</acct-file>\n';
    const { changes } = await compare(BEFORE, BEFORE + added);
    const listed = changes.map(({ subject, domain, name, before, after, risk, old }) => [
      subject,
      domain ?? name,
      before,
      after,
      risk,
      old,
    ]);
    expect(listed).toEqual([
      [
        'queue',
        'x.com',
        'max-smtp-out 20; max-msg-rate unlimited',
        'max-smtp-out 40; max-msg-rate 5/h',
        'looser',
        null,
      ],
      ['vmta', 'v2', null, '<virtual-mta v2>', 'unknown', null],
      ['pool', 'p', null, '<virtual-mta-pool p>', 'unknown', null],
      ['accounting', '/x', null, '<acct-file /x>', 'neutral', null],
    ]);
    const back = await compare(BEFORE + added, BEFORE);
    expect(back.changes.map(({ subject }) => subject)).toEqual(['queue', 'vmta', 'pool', 'accounting']);
  });

  it('puts a way into backoff that is lost before what is merely unknown', async () => {
    const list = '<smtp-pattern-list l>\n  reply /421/ mode=backoff\n</smtp-pattern-list>\n';
    const before =
      BEFORE.replace(
        'max-smtp-out 5',
        'max-smtp-out 5\n  smtp-pattern-list l\n  backoff-to-normal-after 1h',
      ) + list;
    const after = before.replace('smtp-pattern-list l\n', '\n');
    const { stdout } = await run(['compare', 'a', 'b'], { files: { a: before, b: after } });
    expect(stdout).toContain(
      '\nLost backoff\n  gmail.com (2 queues)  smtp-pattern-list  l → none  was a:7\n',
    );
    const rules = before.replace(
      '  reply /421/ mode=backoff\n',
      '  reply /421/ mode=backoff\n  reply /5/ bounce-queue\n',
    );
    const { changes } = await compare(before, rules);
    expect(changes).toMatchObject([
      {
        subject: 'list',
        name: 'l',
        directive: 'reply',
        before: null,
        after: '/5/ bounce-queue',
        risk: 'unknown',
        count: 2,
      },
    ]);
  });

  it('prints what is to be known of a change: the growth of quantities only, and why a rate is not judged', async () => {
    const text = (rate: string, backoff: string, port: number): string =>
      `http-mgmt-port ${port}\n<domain a.com>\n  max-msg-rate ${rate}\n</domain>\n` +
      `<domain b.com>\n  backoff-max-smtp-out ${backoff}\n</domain>\n`;
    const files = { a: text('1000/m', '2', 2294), b: text('2000/h', '4', 1212) };
    const { stdout } = await run(['compare', 'a', 'b'], { files });
    expect(stdout.split('\n').filter((line) => line.includes('→'))).toEqual([
      '  b.com  backoff-max-smtp-out  2 → 4 (+100%, in backoff set by hand)  a:6 → b:6',
      '  a.com  max-msg-rate          1000/m → 2000/h (-97%, but more at once)  a:3 → b:3',
      '         http-mgmt-port        2294 → 1212                         a:1 → b:1',
    ]);
    const markdown = await run(['compare', 'a', 'b', '--format', 'markdown'], { files });
    expect(markdown.stdout).toContain('| `2000/h` (-97%, but more at once) |');
  });

  it('sees keys, lists, users, listeners, spools and what is new to the catalog', async () => {
    const { changes } = await compare(
      `${BEFORE}domain-key a,x.com,/k\nsmtp-listener 0/0:25\nrelay-domain a.com\nrelay-domain b.com\n`,
      `${BEFORE}domain-key b,x.com,/k\nrelay-domain b.com\nrelay-domain a.com\nsmtp-listener 0/0:25\nsmtp-listener 0/0:587\n` +
        '<smtp-user u>\n  password hunter2\n</smtp-user>\n<spool /s>\n</spool>\n<domain gmail.com>\n  brand-new-thing 5\n</domain>\n',
    );
    expect(changes.map(({ subject, name, directive, risk }) => [subject, name, directive, risk])).toEqual([
      ['access', undefined, 'smtp-listener', 'looser'],
      ['access', 'u', undefined, 'looser'],
      ['key', undefined, 'domain-key', 'unknown'],
      ['server', '/s', undefined, 'unknown'],
      ['server', '<domain gmail.com>', 'brand-new-thing', 'unknown'],
    ]);
  });

  it('checks a source that came by what applied to its clients before', async () => {
    const source = (relaying: string): string =>
      `<source 10/8>\n  always-allow-relaying ${relaying}\n</source>\n`;
    const riskOf = async (a: string, b: string): Promise<unknown> => (await compare(a, b)).changes[0]?.risk;
    expect(await riskOf(BEFORE, BEFORE + source('yes'))).toBe('looser');
    expect(await riskOf(BEFORE + source('yes'), BEFORE)).toBe('tighter');
    expect(await riskOf(BEFORE, BEFORE + source('no'))).toBe('neutral');
  });

  it('breaks lines at the width of a terminal and colours them, and shows no raw control character', async () => {
    const long = 'x'.repeat(70);
    const files = {
      a: `${BEFORE}host-name \u001b[31m${long}\n`,
      b: `${AFTER}host-name ${long}\u202e\n`,
    };
    const { stdout } = await run(['compare', 'a', 'b'], { files, terminal: 40 });
    expect(stdout).toContain('\u001b[1m\u001b[31mOpened access');
    const plain = stdout.replace(/\u001b\[\d+m/g, '');
    expect(plain.split('\n').filter((line) => line.length > 40)).toEqual([]);
    expect(plain).toContain('␛[31m');
    expect(plain).not.toMatch(/\u001b|\u202e/);
  });

  it('is in Markdown a table in which nothing of a file is a cell, a mention, a link or an element', async () => {
    const hostile = '@all | <b>x</b> `code` [l](http://e.example) #1 \\| $x$';
    const files = {
      a: BEFORE,
      b: `${BEFORE}host-name ${hostile}\nhttp-banner @team\n<pool|@all "<img>">\n</pool|@all>\n`,
    };
    const { stdout } = await run(['compare', 'a', 'b', '--format', 'markdown'], { files });
    const rows = stdout.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.length).toBeGreaterThan(2);
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(7);
    const outsideCode = stdout.replace(/`[^`\n]*`/g, '').replace(/<code>(?:[^<]|<!-- -->)*<\/code>/g, '');
    expect(outsideCode).not.toMatch(/@|<b>|<img|\]\(|http/);
    expect(stdout).not.toMatch(/<code>(?:[^<]|<!-- -->)*[@[(`][^<]*<\/code>/);
  });

  it('folds long Markdown, and prints how much was left out where GitHub would refuse it', async () => {
    const many = (count: number): Files => ({
      a: BEFORE,
      b:
        BEFORE +
        Array.from({ length: count }, (_, at) => `<virtual-mta added${at}>\n</virtual-mta>\n`).join(''),
    });
    const folded = await run(['compare', 'a', 'b', '--format', 'markdown'], { files: many(60) });
    expect(folded.stdout).toContain('<summary>35 more changes</summary>');
    expect(folded.stdout).toContain('added59');
    const cut = await run(['compare', 'a', 'b', '--format', 'markdown'], { files: many(5000) });
    expect(cut.stdoutBytes.length).toBeLessThan(65_536);
    expect(cut.stdout).toMatch(/\n[\d,]+ changes more did not fit here; `pmta-lint compare` lists all\.\n$/);
    expect(cut.stdout).toContain('</details>');
  });

  it('names each include that cannot be read', async () => {
    const files = {
      a: BEFORE,
      b: `${BEFORE}include absent\ninclude /nowhere/*.conf\ninclude http://x.example/c\ninclude absent\n`,
    };
    const { stderr } = await run(['compare', 'a', 'b'], { files });
    expect(stderr).toBe(
      [
        "pmta-lint: b: the include 'absent' cannot be read; what it holds is not compared",
        "pmta-lint: b: the include '/nowhere/*.conf' cannot be read; what it holds is not compared",
        "pmta-lint: b: the include 'http://x.example/c' cannot be read; what it holds is not compared",
        '',
      ].join('\n'),
    );
  });

  it('prints on standard error that an include cannot be read, and reports a new one as a change', async () => {
    const files = { a: BEFORE, b: `${BEFORE}include absent\n` };
    const { stderr, exitCode } = await run(['compare', 'a', 'b', '--format', 'json'], { files });
    expect(stderr).toBe("pmta-lint: b: the include 'absent' cannot be read; what it holds is not compared\n");
    expect(exitCode).toBe(1);
    const same = await run(['compare', 'b', 'b'], { files });
    expect(same.exitCode).toBe(0);
  });

  it('takes settings and include roots like the other commands', async () => {
    const files = {
      'pmta-lint.config.json': '{ "includeRoots": { "/etc/pmta": "pmta" } }',
      'pmta/more': '<domain m.com>\n  max-smtp-out 1\n</domain>\n',
      a: BEFORE,
      b: `${BEFORE}include /etc/pmta/more\n`,
    };
    const { changes } = await json(['a', 'b'], files);
    expect(changes).toMatchObject([{ domain: 'm.com', after: 'max-smtp-out 1', new: { path: 'pmta/more' } }]);
  });
});

describe('compare with revisions of git', () => {
  it('reads a file and its includes from the revision, with wildcards, also where it had another name', async () => {
    const folder = repository({
      'old/config': 'include conf.d/*.conf\nlog-file /x\n',
      'old/conf.d/a.conf': '<domain a.com>\n  max-smtp-out 5\n</domain>\n',
      'old/conf.d/b.conf': '<domain b.com>\n  max-smtp-out 5\n</domain>\n',
      'old/config-defaults': '<domain *>\n  max-smtp-out 9\n</domain>\n',
    });
    git(folder, 'mv', 'old', 'new');
    expect((await runIn(folder, ['compare', 'main:old/config', 'new/config'])).exitCode).toBe(0);
    write(folder, 'new/conf.d/a.conf', '<domain a.com>\n  max-smtp-out 7\n</domain>\n');
    const { stdout, exitCode } = await runIn(folder, ['compare', 'main:old/config', 'new/config']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('a.com  max-smtp-out  5 → 7 (+40%)  old/conf.d/a.conf:2 → new/conf.d/a.conf:2');
    git(folder, 'add', '.');
    git(folder, 'commit', '-qm', 'two');
    const argv = ['compare', 'HEAD~1:old/config', 'HEAD:new/config', '--format', 'json'];
    expect(JSON.parse((await runIn(folder, argv)).stdout)).toMatchObject({
      changes: [{ domain: 'a.com', before: '5', after: '7', old: { path: 'old/conf.d/a.conf' } }],
    });
  });

  it('starts from the top of the work tree, or with ./ from the working directory', async () => {
    const folder = repository({ 'pmta/config': BEFORE });
    const from = { workingDirectory: 'pmta' };
    expect((await runIn(folder, ['compare', 'HEAD:pmta/config', 'config'], from)).exitCode).toBe(0);
    expect((await runIn(folder, ['compare', 'HEAD:./config', 'HEAD:./../pmta/config'], from)).exitCode).toBe(
      0,
    );
    expect((await runIn(folder, ['compare', 'HEAD:config', 'config'], from)).exitCode).toBe(2);
  });

  it('accepts any name of a revision that git accepts, with colons in braces too', async () => {
    const folder = repository({ config: BEFORE });
    for (const revision of ['one', 'main', 'HEAD^{commit}', 'HEAD^{/on:e}', 'main@{2001-01-01 10:30}']) {
      const { exitCode, stderr } = await runIn(folder, ['compare', `${revision}:config`, 'config']);
      // No commit is called 'on:e': git, not the colon, refuses that.
      expect([revision, exitCode, stderr]).toEqual([
        revision,
        revision.includes('on:e') ? 2 : 0,
        expect.any(String),
      ]);
      if (exitCode === 2) expect(stderr).toContain(`git knows no revision 'HEAD^{/on:e}'`);
    }
  });

  it('prefers what is on the disk to a revision of the same name', async () => {
    const folder = repository({ config: BEFORE, 'main:config': AFTER });
    expect((await runIn(folder, ['compare', 'main:config', 'config'])).exitCode).toBe(1);
    expect((await runIn(folder, ['compare', 'one:config', 'config'])).exitCode).toBe(0);
  });

  it('follows links inside the revision, and none out of it', async () => {
    const folder = repository({
      'pmta/config': 'include linked/a.conf\nlog-file /x\n',
      'real/a.conf': '<domain a.com>\n  max-smtp-out 5\n</domain>\n',
      'pmta/linked': { link: '../real' },
    });
    expect((await runIn(folder, ['compare', 'HEAD:pmta/config', 'pmta/config'])).exitCode).toBe(0);
    rmSync(join(folder, 'real'), { recursive: true });
    const { changes } = JSON.parse(
      (await runIn(folder, ['compare', 'pmta/config', 'HEAD:pmta/config', '--format', 'json'])).stdout,
    ) as Shown;
    expect(changes).toContainEqual(expect.objectContaining({ domain: 'a.com', after: 'max-smtp-out 5' }));

    rmSync(join(folder, 'pmta/linked'));
    symlinkSync('../../../../../../etc', join(folder, 'pmta/linked'));
    write(folder, 'pmta/config', 'include linked/hostname\ninclude round\nlog-file /x\n');
    symlinkSync('round', join(folder, 'pmta/round'));
    git(folder, 'add', '.');
    git(folder, 'commit', '-qm', 'out');
    const { stderr } = await runIn(folder, ['compare', 'HEAD:pmta/config', 'HEAD:pmta/config']);
    expect(stderr).toContain(
      "HEAD:pmta/config: the include 'linked/hostname' cannot be read: it leads out of the revision; what it holds is not compared",
    );
  });

  it('prints that a submodule is not read', async () => {
    const inner = repository({ 'x.conf': '<domain a.com>\n</domain>\n' });
    const folder = repository({ config: 'include sub/x.conf\nlog-file /x\n' });
    git(folder, 'submodule', '--quiet', 'add', inner, 'sub');
    git(folder, 'commit', '-qm', 'sub');
    const { stderr } = await runIn(folder, ['compare', 'HEAD:config', 'HEAD:config']);
    expect(stderr).toContain(
      "the include 'sub/x.conf' cannot be read: it is in a submodule, which is not read; what it holds is not compared",
    );
  });

  describe('of names that are refused', () => {
    let folder = '';
    beforeAll(() => {
      folder = repository({ config: BEFORE, 'dir/x': '' });
    });

    it.each([
      ['nope:config', "'nope:config' cannot be read: git knows no revision 'nope'"],
      ['HEAD:nope', "'HEAD:nope' cannot be read: it is not there in that revision"],
      ['HEAD:', "'HEAD:' names no file; write REV:PATH, such as main:config"],
      [':config', "':config' names no revision; write REV:PATH, such as main:config"],
      ['HEAD:dir', "'HEAD:dir' cannot be read: it is a folder"],
      ['HEAD:../x', "'HEAD:../x': the path behind the colon is to start from the top of the work tree"],
      [
        'HEAD:/etc/passwd',
        "'HEAD:/etc/passwd': the path behind the colon is to start from the top of the work tree",
      ],
      ['--output=pwned:config', "'--output=pwned:config' has no name of a revision before the colon"],
      ['-n:config', "'-n:config' has no name of a revision before the colon"],
      ['a\nb:config', "'a␊b:config' has no name of a revision before the colon"],
      [
        'HEAD;touch pwned:config',
        "'HEAD;touch pwned:config' cannot be read: git knows no revision 'HEAD;touch pwned'",
      ],
      [
        'absent',
        "'absent' cannot be read: there is no such file or folder; a file of a git revision is REV:PATH, such as main:config",
      ],
      ['', 'the name of a configuration is empty'],
    ])('refuses %j in one line', async (given, message) => {
      const { exitCode, stderr, stdout } = await runIn(folder, ['compare', '--', given, 'config']);
      expect([exitCode, stdout, stderr]).toEqual([2, '', `pmta-lint: ${message}\n`]);
      expect(existsSync(join(folder, 'pwned'))).toBe(false);
    });
  });

  it('needs a repository for a revision, and none for files', async () => {
    const files = { a: BEFORE, b: BEFORE };
    expect((await run(['compare', 'a', 'b'], { files })).exitCode).toBe(0);
    const { stderr, exitCode } = await run(['compare', 'HEAD:a', 'b'], { files });
    expect([exitCode, stderr]).toEqual([
      2,
      "pmta-lint: 'HEAD:a' cannot be read: the working directory is in no git repository\n",
    ]);
  });

  it('runs no program and follows no path that the repository or the environment names', async () => {
    const folder = repository({ config: BEFORE, '.gitattributes': '* diff=evil filter=evil\n' });
    const other = repository({ config: AFTER });
    const script = join(folder, 'evil.sh');
    write(folder, 'evil.sh', `#!/bin/sh\ntouch ${join(folder, 'pwned')}\n`);
    chmodSync(script, 0o755);
    mkdirSync(join(folder, 'hooks'));
    for (const name of ['post-index-change', 'reference-transaction'])
      symlinkSync(script, join(folder, 'hooks', name));
    for (const [key, value] of [
      ['core.fsmonitor', script],
      ['core.hooksPath', join(folder, 'hooks')],
      ['core.pager', script],
      ['pager.ls-tree', script],
      ['diff.evil.textconv', script],
      ['filter.evil.smudge', script],
      ['core.sshCommand', script],
    ] as const)
      git(folder, 'config', key, value);
    const environment = {
      PATH: process.env.PATH,
      GIT_DIR: join(other, '.git'),
      GIT_WORK_TREE: other,
      GIT_EXEC_PATH: join(folder, 'hooks'),
      GIT_EXTERNAL_DIFF: script,
      GIT_PAGER: script,
      GIT_TRACE: join(folder, 'pwned'),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'alias.ls-tree',
      GIT_CONFIG_VALUE_0: `!${script}`,
    };
    const { exitCode, stderr } = await runIn(folder, ['compare', 'HEAD:config', 'config'], { environment });
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });
});
