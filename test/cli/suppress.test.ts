import { readFileSync, linkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generatedConfigurations } from '../support/generate-configuration.ts';
import { run, runIn } from './run.ts';
import { folderOf } from '../support/folders.ts';
import { ERROR, FIXABLE, findingsIn, WARNING } from './samples.ts';

const WHY = ['--reason', 'agreed with Google'];
const COMMENT = '# pmta-lint-disable-next-line unknown-directive -- agreed with Google\n';

describe('--suppress', () => {
  it('writes a comment above each finding of the rule, and nothing else', async () => {
    const folder = folderOf({
      config: `include part\n${WARNING}`,
      part: `<domain a.com>\r\n\tbogus 1\r\n    bogus 2`,
      'other.conf': WARNING,
    });
    const { exitCode, stdout, stderr, read } = await runIn(folder, [
      'config',
      '--suppress',
      'unknown-directive',
      ...WHY,
    ]);
    expect(stderr).toBe('pmta-lint: comments hide 3 findings in 2 files\n');
    expect(read('config').toString()).toBe(`include part\n${COMMENT}${WARNING}`);
    const crlf = COMMENT.replace('\n', '\r\n');
    expect(read('part').toString()).toBe(`<domain a.com>\r\n\t${crlf}\tbogus 1\r\n    ${crlf}    bogus 2`);
    expect(read('other.conf').toString()).toBe(WARNING);
    expect(findingsIn(stdout)).toEqual(['part:1:1 unclosed-section']);
    expect(stdout).toContain('3 suppressed');
    expect(exitCode).toBe(1);
    const again = await runIn(folder, ['config', '--suppress', 'unknown-directive', ...WHY]);
    expect(again.stderr).toBe('pmta-lint: comments hide nothing: there is no such finding\n');
  });

  it('writes one comment for several rules of a line, with the last day', async () => {
    const { read } = await run(
      [
        ...['--suppress', 'high-provider-connections', '--suppress', 'value-out-of-range'],
        ...[...WHY, '--until', '2999-12-31', 'c.conf'],
        ...['--rule', 'value-out-of-range=warning'],
      ],
      { files: { 'c.conf': '<domain gmail.com>\n  max-smtp-out 500\n</domain>\n' } },
    );
    expect(read('c.conf').toString()).toBe(
      '<domain gmail.com>\n  # pmta-lint-disable-next-line high-provider-connections until=2999-12-31 -- agreed with Google\n  max-smtp-out 500\n</domain>\n',
    );
  });

  it('is at the top for a finding about the configuration as a whole, after the byte-order mark', async () => {
    const config = '\uFEFFlog-file /var/log/pmta/log\n<spool /var/spool/pmta>\n</spool>\n';
    const folder = folderOf({ config });
    const { read } = await runIn(folder, ['config', '--suppress', 'missing-provider-domain', ...WHY]);
    const comment = COMMENT.replace('unknown-directive', 'missing-provider-domain');
    expect(read('config').toString()).toBe(`\uFEFF${comment}${config.slice(1)}`);
    const { stdout } = await runIn(folder, ['config']);
    expect(stdout).not.toContain('missing-provider-domain');
  });

  it('shows a patch with --diff, and writes nothing', async () => {
    const { stdout, stderr, exitCode, read } = await run(
      ['c.conf', '--suppress', 'unknown-directive', ...WHY, '--diff'],
      { files: { 'c.conf': WARNING } },
    );
    expect(stdout).toBe(`--- a/c.conf\n+++ b/c.conf\n@@ -1,1 +1,2 @@\n+${COMMENT} ${WARNING}`);
    expect([stderr, exitCode]).toEqual(['1 finding would be hidden in 1 file\n', 1]);
    expect(read('c.conf').toString()).toBe(WARNING);
  });

  it('writes all files or none', async () => {
    const folder = folderOf({ 'a.conf': WARNING, 'b.conf': WARNING });
    linkSync(join(folder, 'b.conf'), join(folder, 'b.backup'));
    const { stdout, exitCode } = await runIn(folder, ['--suppress', 'unknown-directive', ...WHY]);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('a.conf: failure: not written: another file was refused\n');
    for (const name of ['a.conf', 'b.conf']) expect(readFileSync(join(folder, name), 'utf8')).toBe(WARNING);
  });

  it('keeps bytes that are not UTF-8, and does not write what their encoding cannot express', async () => {
    const bytes = Buffer.from(`# caf\xe9\n${WARNING}`, 'latin1');
    const plain = await run(['c.conf', '--suppress', 'unknown-directive', '--reason', 'für uns'], {
      files: { 'c.conf': bytes },
    });
    expect(plain.read('c.conf')).toEqual(
      Buffer.from(
        `# caf\xe9\n# pmta-lint-disable-next-line unknown-directive -- f\xfcr uns\n${WARNING}`,
        'latin1',
      ),
    );
    const other = await run(['c.conf', '--suppress', 'unknown-directive', '--reason', 'для нас'], {
      files: { 'c.conf': bytes },
    });
    expect(other.read('c.conf')).toEqual(bytes);
    expect(other.stdout).toContain('c.conf: withheld: it does not fit the file [unknown-directive]');
  });

  it('skips what a baseline records', async () => {
    const folder = folderOf({ 'a.conf': WARNING });
    await runIn(folder, ['--baseline', 'b.json', '--update-baseline']);
    const { read } = await runIn(folder, ['--baseline', 'b.json', '--suppress', 'unknown-directive', ...WHY]);
    expect(read('a.conf').toString()).toBe(WARNING);
  });

  it('may hide what is about security only where the settings allow it', async () => {
    const files = { config: 'http-access 0/0 admin\n' };
    const argv = ['config', '--suppress', 'exposed-management', ...WHY];
    const refused = await run(argv, { files });
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      "pmta-lint: --suppress 'exposed-management': it is about security, and no comment may hide that unless the settings allow it (allowSecurityComments)\n",
    ]);
    expect(refused.read('config').toString()).toBe(files.config);
    const allowed = await run(argv, {
      files: { ...files, 'pmta-lint.config.json': '{ "allowSecurityComments": true }' },
    });
    expect(allowed.exitCode).toBe(0);
  });

  it.each([
    [
      ['--suppress', 'unknown-directiv', ...WHY],
      "--suppress 'unknown-directiv': there is no such rule; did you mean 'unknown-directive'?",
    ],
    [['--suppress', 'unknown-directive'], "--suppress needs a reason: give --reason 'agreed with Google'"],
    [
      ['--suppress', 'unknown-directive', '--reason', ' '],
      "--suppress needs a reason: give --reason 'agreed with Google'",
    ],
    [
      ['--suppress', 'unknown-directive', '--reason', 'a\nb'],
      '--reason is to be one line, without control characters',
    ],
    [
      ['--suppress', 'unknown-directive', '--reason', 'a # pmta-lint-disable-file x'],
      '--reason cannot hold another comment to pmta-lint',
    ],
    [
      ['--suppress', 'unknown-directive', ...WHY, '--until', '2027-02-30'],
      "--until '2027-02-30' is no day: give one such as 2027-01-31",
    ],
    [
      ['--suppress', 'unknown-directive', ...WHY, '--until', '2020-01-01'],
      '--until 2020-01-01 is over: the comment would hide nothing',
    ],
    [
      ['--suppress', 'unknown-directive', ...WHY, '--fix'],
      '--suppress hides what --fix would mend: run --fix first, then --suppress',
    ],
    [
      ['--suppress', 'unknown-directive', ...WHY, '--stdin'],
      '--suppress writes to files: give their paths, not --stdin',
    ],
    [
      ['--suppress', 'unknown-directive', ...WHY, '--no-inline-config'],
      '--suppress writes comments, and --no-inline-config ignores them',
    ],
    [['--reason', 'x'], '--reason goes with --suppress'],
    [['--until', '2999-01-01'], '--until goes with --suppress'],
  ])('as %j is refused', async (argv, message) => {
    const { exitCode, stderr, read } = await run([...argv, ...(argv.includes('--stdin') ? [] : ['c.conf'])], {
      files: { 'c.conf': WARNING },
    });
    expect([exitCode, stderr]).toEqual([2, `pmta-lint: ${message}\n`]);
    expect(read('c.conf').toString()).toBe(WARNING);
  });

  it('hides every finding of its rules, in any configuration', async () => {
    const ids = [
      'unknown-directive',
      'syntax-error',
      'duplicate-directive',
      'invalid-value',
      'undefined-reference',
    ];
    const argv = ids.flatMap((id) => ['--suppress', id]);
    await fc.assert(
      fc.asyncProperty(generatedConfigurations(), async ({ files }) => {
        const folder = folderOf({ ...files, 'x.conf': ERROR + FIXABLE });
        await runIn(folder, ['config', 'x.conf', ...argv, ...WHY]);
        const { stdout } = await runIn(folder, ['config', 'x.conf', '--format', 'json']);
        const { findings } = JSON.parse(stdout) as { findings: { rule: string }[] };
        expect(findings.filter(({ rule }) => ids.includes(rule) || rule === 'unused-suppression')).toEqual(
          [],
        );
      }),
      { numRuns: 10 },
    );
  });
});
