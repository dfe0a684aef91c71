import { describe, expect, it } from 'vitest';
import { run } from './run.ts';
import { ERROR, findingsIn, FIXABLE, FIXED, WARNING } from './samples.ts';

const COMMENT = '# pmta-lint-disable-next-line syntax-error -- kept for the old server\n';

describe('a comment that suppresses a finding', () => {
  it('takes it out of the list, the exit code and the counts, and is counted itself', async () => {
    const files = { 'a.conf': COMMENT + ERROR + WARNING };
    const { exitCode, stdout } = await run(['a.conf'], { files });
    expect(exitCode).toBe(0);
    expect(findingsIn(stdout)).toEqual(['a.conf:3:1 unknown-directive']);
    expect(stdout).toMatch(/1 warning in 1 file .*, 1 suppressed/);
    const json = await run(['--format', 'json', 'a.conf'], { files });
    expect(JSON.parse(json.stdout)).toMatchObject({ summary: { errors: 0, warnings: 1, suppressed: 1 } });
  });

  it('applies in included files to the file it is in', async () => {
    const files = { config: 'include part.conf\n!!!\n', 'part.conf': COMMENT + ERROR };
    const { exitCode, stdout } = await run(['config'], { files });
    expect(exitCode).toBe(1);
    expect(findingsIn(stdout)).toEqual(['config:2:1 syntax-error']);
  });

  it('counts in what comes from standard input', async () => {
    expect((await run(['--stdin'], { input: COMMENT + ERROR })).exitCode).toBe(0);
  });

  it('prevents fixes', async () => {
    const suppressed = FIXABLE.replace(
      '500',
      '500 # pmta-lint-disable-line deprecated-directive -- old server',
    );
    const files = { 'a.conf': suppressed, 'b.conf': FIXABLE };
    const { read, stdout } = await run(['--fix', '.'], { files });
    expect(read('a.conf').toString()).toBe(suppressed);
    expect(read('b.conf').toString()).toBe(FIXED);
    expect(stdout).toContain('1 suppressed');
    expect((await run(['--diff', 'a.conf'], { files })).stdout).toBe('');
  });

  it('is a comment like any other with --no-inline-config', async () => {
    const files = { 'a.conf': `${COMMENT}${ERROR}# pmta-lint-disable-fil x\n# pmta-lint-rule x\n` };
    const { exitCode, stdout } = await run(['--no-inline-config', 'a.conf'], { files });
    expect(exitCode).toBe(1);
    expect(findingsIn(stdout)).toEqual(['a.conf:2:1 syntax-error']);
    expect(stdout).not.toContain('suppressed');
  });

  it('keeps --no-inline-config in the command to type next', async () => {
    const { stdout } = await run(['--no-inline-config', 'a.conf'], {
      files: { 'a.conf': FIXABLE },
      terminal: 80,
    });
    expect(stdout).toContain('next: pmta-lint --diff --no-inline-config a.conf');
  });
});

describe('a comment that chooses for a rule', () => {
  const files = {
    config: '# pmta-lint-rule syntax-error=info\ninclude part.conf\n!!!\n',
    'part.conf': WARNING,
  };

  it('counts for its file', async () => {
    const { exitCode, stdout } = await run(['config'], { files });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/config:3:1: info: .*\[syntax-error\]/);
  });

  it('counts in an included file', async () => {
    const part = `# pmta-lint-rule unknown-directive=error\n${WARNING}`;
    const { exitCode, stdout } = await run(['config'], { files: { ...files, 'part.conf': part } });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/part\.conf:2:1: error: /);
  });

  it('counts while fixes are made', async () => {
    const comment = '# pmta-lint-rule deprecated-directive=off -- old server\n';
    const { exitCode, read } = await run(['--fix', 'a.conf'], { files: { 'a.conf': comment + FIXABLE } });
    expect(exitCode).toBe(0);
    expect(read('a.conf').toString()).toBe(comment + FIXABLE);
  });
});

describe('a comment that suppresses nothing', () => {
  it('is reported, and taken out by --fix', async () => {
    const files = {
      'a.conf': `max-smtp-out 20 # twenty # pmta-lint-disable-line syntax-error -- old\r\n${COMMENT}`,
    };
    const { stdout } = await run(['a.conf'], { files });
    expect(findingsIn(stdout)).toEqual(['a.conf:1:51 unused-suppression', 'a.conf:2:31 unused-suppression']);
    const { read } = await run(['--fix', 'a.conf'], { files });
    expect(read('a.conf').toString()).toBe('max-smtp-out 20 # twenty\r\n');
  });

  it('has a level like other rules', async () => {
    const given = { files: { 'a.conf': COMMENT } };
    expect((await run(['--rule', 'unused-suppression=error', 'a.conf'], given)).exitCode).toBe(1);
    expect((await run(['--rule', 'unused-suppression=off', 'a.conf'], given)).stdout).toMatch(/^No findings/);
  });
});

describe('a comment about security', () => {
  const config =
    '<source 0/0>\n  always-allow-relaying yes # pmta-lint-disable-line open-relay -- firewall\n</source>\n';

  it('suppresses nothing, and is reported', async () => {
    const { exitCode, stdout } = await run(['a.conf'], { files: { 'a.conf': config } });
    expect(exitCode).toBe(1);
    expect(findingsIn(stdout)).toEqual(['a.conf:2:3 open-relay', 'a.conf:2:54 unused-suppression']);
  });

  it('suppresses where the settings allow it', async () => {
    const files = { 'a.conf': config, 'pmta-lint.config.json': '{ "allowSecurityComments": true }' };
    const { exitCode, stdout } = await run(['a.conf'], { files });
    expect(stdout).toContain('1 suppressed');
    expect(exitCode).toBe(0);
  });
});

it.each(['unused-suppression', 'suppression-without-reason', 'expired-suppression'])(
  '%s can be explained',
  async (rule) => {
    const { exitCode, stdout } = await run(['explain', rule]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${rule}\n`));
  },
);
