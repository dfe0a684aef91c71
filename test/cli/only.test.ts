import { describe, expect, it } from 'vitest';
import { run } from './run.ts';

const CONFIG =
  '<domain gmail.com>\n  max-smtp-out 400\n  max-msg-per-hour 500\n</domain>\n<domain x.example>\n  max-smtp-uot 3\n  max-msg-per-hour 5\n</domain>\n';
const files = { config: CONFIG };

async function rulesFound(...args: string[]): Promise<string[]> {
  const { stdout } = await run(['--no-config', '--format', 'json', ...args, 'config'], { files });
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; start: { line: number } }[] };
  return findings.map(({ rule, start }) => `${start.line} ${rule}`);
}

describe('--only and --except', () => {
  it('report some rules, those of a category, or all others', async () => {
    const all = await rulesFound();
    expect(all).toEqual([
      '2 high-provider-connections',
      '3 deprecated-directive',
      '6 unknown-directive',
      '7 deprecated-directive',
    ]);
    expect(await rulesFound('--only', 'deprecated-directive')).toEqual([all[1], all[3]]);
    expect(await rulesFound('--only', 'throttling,unknown-directive')).toEqual([all[0], all[2]]);
    expect(await rulesFound('--only', 'throttling', '--only', 'names')).toEqual(all);
    expect(await rulesFound('--except', 'names')).toEqual([all[0]]);
    expect(await rulesFound('--only', 'names', '--except', 'unknown-directive')).toEqual([all[1], all[3]]);
    expect(await rulesFound('--except', 'names', '--only', 'unknown-directive')).toEqual([all[2]]);
  });

  it('report a rule that is named even if the preset leaves it out, and of a category those that it has', async () => {
    const text = { config: 'http-mgmt-port 8080\nlog-file /l  \n<domain x.example>\r\n</domain>\n' };
    const found = async (...args: string[]): Promise<string> =>
      (await run(['--no-config', '--format', 'concise', ...args, 'config'], { files: text })).stdout;
    expect(await found('--only', 'mixed-line-endings')).toContain('[mixed-line-endings]');
    expect(await found('--only', 'syntax')).not.toContain('[mixed-line-endings]');
  });

  it('limit --fix and --diff to what these rules say', async () => {
    const { read, stderr } = await run(['--no-config', '--fix', '--only', 'deprecated-directive', 'config'], {
      files,
    });
    expect(read('config').toString()).toBe(
      CONFIG.replace('max-msg-per-hour 500', 'max-msg-rate 500/h').replace(
        'max-msg-per-hour 5',
        'max-msg-rate 5/h',
      ),
    );
    expect(stderr).toBe('2 findings fixed in 1 file: 2 neutral\nNothing changes for mail.\n');
    const patch = await run(['--no-config', '--diff', '--only', 'throttling', 'config'], { files });
    expect(patch.stdout.match(/^[-+] .*$/gm)).toEqual(['-  max-smtp-out 400', '+  max-smtp-out 20']);
  });

  it('leave entries of other rules in the baseline alone, and comments about other rules unjudged', async () => {
    const commented = `# pmta-lint-disable-next-line unknown-directive -- ours\n${CONFIG}`;
    const { stdout } = await run(
      ['--no-config', '--format', 'concise', '--only', 'throttling,suppressions', 'config'],
      { files: { config: commented } },
    );
    expect(stdout).not.toContain('unused-suppression');
    const first = await run(['--no-config', '--baseline', 'b.json', '--update-baseline', 'config'], {
      files,
    });
    const baseline = first.read('b.json').toString();
    const next = { config: CONFIG.replace('uot', 'out'), 'b.json': baseline };
    const second = await run(
      ['--no-config', '--baseline', 'b.json', '--update-baseline', '--only', 'throttling', 'config'],
      { files: next },
    );
    expect(second.read('b.json').toString()).toBe(baseline);
    expect(second.stderr).toContain('b.json holds 4 findings (as before)');
  });

  it.each([
    [
      '--only',
      'open-rely',
      "pmta-lint: --only: there is no rule or category 'open-rely'; did you mean 'open-relay'?\n",
    ],
    [
      '--except',
      'zzz',
      "pmta-lint: --except: there is no rule or category 'zzz'; pmta-lint rules lists them\n",
    ],
  ])('%s refuses the unknown name %s', async (option, name, message) => {
    const { stderr, exitCode } = await run([option, name, 'config'], { files });
    expect([stderr, exitCode]).toEqual([message, 2]);
  });
});
