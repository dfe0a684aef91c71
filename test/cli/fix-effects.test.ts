import { describe, expect, it } from 'vitest';
import { run, type Outcome } from './run.ts';
import { compare } from '../../src/index.ts';
import type { Texts } from '../support/lint-texts.ts';
import { MAIN } from '../support/section.ts';

const HOST = 'postmaster p@x.example\nhost-name m.x.example\nrun-as-root no\n';

/** What `compare` calls looser or cannot judge, in the texts of one configuration before and after a run. */
async function loosened(before: string, after: string, [old, now]: readonly [Texts, Texts] = [{}, {}]) {
  const { changes } = await compare({ text: before, files: old }, { text: after, files: now }, {});
  return changes.filter(({ risk }) => risk === 'looser' || risk === 'unknown');
}

async function fixed(text: string, ...args: string[]): Promise<{ text: string; outcome: Outcome }> {
  const outcome = await run(['--no-config', '--fix', ...args, 'config'], { files: { config: text } });
  return { text: outcome.read('config').toString(), outcome };
}

describe('--fix judges the end of a run against its start', () => {
  it('where one fix gives a queue a way into backoff and another one a faster retry there', async () => {
    const before = `log-file /l\n<spool /s>\n</spool>\ndomain-macro isp hotmail.com, shop.example, x.example
<domain hotmail.com>\n</domain>\n<domain *>\n</domain>\n<domain $isp>\n  backoff-retry-after 5s\n</domain>\n`;
    const { text } = await fixed(before);
    expect(text).not.toBe(before);
    expect(await loosened(before, text)).toEqual([]);
  });

  it('where one fix adds backoff and another one lowers the normal limit below it', async () => {
    const before = `host-name mta.example.org\nrun-as-root no\nsmtp-listener 192.0.2.1:25\n<domain *>\n</domain>
<domain *.com>\n</domain>\n<domain gmail.com>\n  backoff-max-smtp-out 200\n  queue-to gmail.com\n</domain>\n`;
    const { text } = await fixed(before, '--reputation', 'established');
    expect(text).not.toBe(before);
    expect(await loosened(before, text)).toEqual([]);
  });
});

describe('--fix of one configuration', () => {
  const SHARED =
    '<domain $isp>\n max-smtp-out 400\n smtp-pattern-list l\n</domain>\n<smtp-pattern-list l>\n reply /421/ mode=backoff\n</smtp-pattern-list>\n';
  const ONE = `${MAIN}${HOST}domain-macro isp gmail.com\ninclude shared.conf\n<domain *>\n max-smtp-out 10\n</domain>\n`;
  const OTHER = `${MAIN}${HOST}domain-macro isp relay.example\ninclude shared.conf\n<domain *>\n max-smtp-out 2\n max-msg-rate 10/h\n</domain>\n`;

  it('loosens nothing in another entry of the settings that includes the same file', async () => {
    const files = {
      'pmta-lint.config.yaml': 'entry: [a.conf, b.conf]\n',
      'a.conf': ONE,
      'b.conf': OTHER,
      'shared.conf': SHARED,
    };
    const { read } = await run(['--fix', 'a.conf'], { files });
    const shared = read('shared.conf').toString();
    expect(shared).not.toBe(SHARED);
    const parts = [{ 'shared.conf': SHARED }, { 'shared.conf': shared }] as const;
    expect(await loosened(OTHER, OTHER, parts)).toEqual([]);
  });
});

describe('the effect of a fix', () => {
  const MIXED =
    '<domain a.example>\n  max-msg-per-hour 500\n</domain>\n<domain gmail.com>\n  max-smtp-out 400\n</domain>\n';

  it('is neutral, tightens or unsafe in JSON, with counts of findings', async () => {
    const { stdout } = await run(['--no-config', '--format', 'json', 'config'], { files: { config: MIXED } });
    const report = JSON.parse(stdout) as {
      findings: { rule: string; fix: { effect: string } | null }[];
      summary: { fixable: unknown };
    };
    expect(report.findings.map(({ rule, fix }) => `${rule} ${fix?.effect ?? 'none'}`)).toEqual([
      'deprecated-directive neutral',
      'high-provider-connections tightens',
    ]);
    expect(report.summary.fixable).toEqual({ neutral: 1, tightens: 1, unsafe: 0 });
  });

  it('limits --fix with --fix-effect neutral, and with fixEffect in the settings', async () => {
    const { text } = await fixed(MIXED, '--fix-effect', 'neutral');
    expect(text).toBe(MIXED.replace('max-msg-per-hour 500', 'max-msg-rate 500/h'));
    const files = { config: MIXED, 'pmta-lint.config.yaml': 'fixEffect: neutral\n' };
    const { read } = await run(['--fix', 'config'], { files });
    expect(read('config').toString()).toBe(text);
  });

  it('cannot be limited together with --unsafe-fixes', async () => {
    const args = ['--fix', '--unsafe-fixes', '--fix-effect', 'neutral', 'config'];
    const { stderr, exitCode } = await run(args, { files: { config: MIXED } });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--unsafe-fixes takes every fix and --fix-effect limits them: give one of them');
  });

  it('is told after --fix, with what changed for mail', async () => {
    const { outcome } = await fixed(MIXED);
    expect(outcome.stderr).toBe(
      '2 findings fixed in 1 file: 1 neutral, 1 tightens limits\n1 change for mail:\n  gmail.com  max-smtp-out  400 → 20 (-95%)  config:5\n',
    );
  });
});

describe('config-defaults that was not found', () => {
  const WHOLE = `${MAIN}${HOST}<source 127.0.0.1>\n  always-allow-relaying yes\n</source>\n`;

  it('is an assumption in the titles of fixes that add lines, and is counted after --fix', async () => {
    const { stdout } = await run(['--no-config', '--format', 'json', 'config'], { files: { config: WHOLE } });
    const { findings } = JSON.parse(stdout) as {
      findings: { rule: string; fix: { title: string } | null }[];
    };
    const titles = findings.flatMap(({ rule, fix }) =>
      rule === 'missing-provider-domain' && fix ? fix.title : [],
    );
    expect(titles.length).toBeGreaterThan(0);
    for (const title of titles) expect(title).toMatch(/ \(assumes no config-defaults\)$/);
    const { outcome } = await fixed(WHOLE);
    expect(outcome.stderr).toMatch(/\d+ of the fixes assumes? that the server has no config-defaults\n$/);
  });

  it.each([
    ['the settings say that there is none', { 'pmta-lint.config.yaml': 'configDefaults: false\n' }],
    ['there is one', { 'config-defaults': '<domain *>\n  max-smtp-out 5\n</domain>\n' }],
  ])('is none where %s', async (_, files) => {
    const { stdout, stderr } = await run(['--format', 'json', 'config'], {
      files: { config: WHOLE, ...files },
    });
    expect(stderr).toBe('');
    expect(stdout).not.toContain('assumes no config-defaults');
    expect(stdout).toContain('"missing-provider-domain"');
  });
});

describe('--fix of lines in included files and fragments', () => {
  const LIST = '<smtp-pattern-list l>\n  reply /421 slow/ mode=backoff\n</smtp-pattern-list>\n';

  it('slows backoff in a file that the block includes', async () => {
    const block =
      '<domain x.example>\n  max-msg-rate 100/h\n  smtp-pattern-list l\n  include b.txt\n</domain>\n';
    const files = { config: `${MAIN}${block}${LIST}`, 'b.txt': 'backoff-max-msg-rate 9000/h\n' };
    const { read } = await run(['--no-config', '--fix', '--only', 'backoff-faster-than-normal', 'config'], {
      files,
    });
    expect(read('b.txt').toString()).toBe('backoff-max-msg-rate 50/h\n');
  });

  it.each([
    ['a file of rules', 'r.txt', {}],
    [
      'a file that a list includes',
      'config',
      {
        config: `${MAIN}<domain x.example>\n  smtp-pattern-list l\n</domain>\n<smtp-pattern-list l>\n  include r.txt\n</smtp-pattern-list>\n`,
      },
    ],
  ])('removes exact repeats from %s', async (_, path, more) => {
    const rule = 'reply /relay one says wait/ mode=backoff\n';
    const files = { 'r.txt': `${rule}${rule}`, ...more };
    const { read } = await run(['--no-config', '--fix', '--only', 'unreachable-pattern', path], { files });
    expect(read('r.txt').toString()).toBe(rule);
  });
});
