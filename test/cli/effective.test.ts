import { describe, expect, it } from 'vitest';
import { directives } from '../../src/catalog/directives.ts';
import { run, type Given } from './run.ts';
import { LONG_MACROS } from './samples.ts';

const CONFIG = `log-file /var/log/pmta/log
<mx-rollup-list google>
  mx *.google.com gmail.rollup
  mx *.googlemail.com gmail.rollup
  mx *.l.google.com gmail.rollup
</mx-rollup-list>
domain-macro two two.example, other.example
<domain *>
  max-smtp-out 30
  source-ip-max-smtp-out 10/8 9
</domain>
<domain $two>
  max-smtp-out 7
</domain>
<domain Two.example>
  max-smtp-out "8"
  smtp-pattern-list ""
  auth-password hunter2 # and hunter3
  source-ip-max-smtp-out 10.0.0.1 1
  source-ip-max-smtp-out 10.0.0.2 2
</domain>
<domain gone.example>
  queue-to two.example
</domain>
<virtual-mta V1>
  smtp-source-host 192.0.2.1 a.example.com
  <domain two.example>
    max-smtp-out 2
    auth-password hunter4
  </domain>
</virtual-mta>
<virtual-mta-pool bulk>
  virtual-mta V1
  <domain *>
    max-smtp-out 3
  </domain>
</virtual-mta-pool>
`;
const FILES = { config: CONFIG };

interface Shown {
  readonly settings: readonly {
    readonly directive: string;
    readonly value: string | null;
    readonly scope: string;
  }[];
  readonly [key: string]: unknown;
}

async function effective(argv: string[], given: Given = {}): Promise<Shown> {
  const { stdout, stderr, exitCode } = await run(['effective', ...argv, '--format', 'json'], {
    files: FILES,
    ...given,
  });
  expect([stderr, exitCode]).toEqual(['', 0]);
  return JSON.parse(stdout) as Shown;
}

describe('effective --format json', () => {
  it('has a heading with the queue', async () => {
    const { settings, ...head } = await effective(['Two.Example', '--vmta', 'v1']);
    expect(head).toEqual({
      version: 1,
      domain: 'two.example',
      vmta: 'V1',
      queue: 'two.example/V1',
      rollup: null,
      complete: true,
    });
    expect(settings.length).toBeGreaterThan(50);
  });

  it('is about {default} where no VMTA is given', async () => {
    const expected = { vmta: null, queue: 'two.example/{default}' };
    expect(await effective(['two.example'])).toMatchObject(expected);
    expect(await effective(['two.example', '--vmta', '{DEFAULT}'])).toMatchObject(expected);
  });

  it('is about the queue that DOMAIN/VMTA names, also with the same --vmta', async () => {
    const expected = { domain: 'two.example', vmta: 'V1', queue: 'two.example/V1' };
    expect(await effective(['two.example/v1'])).toMatchObject(expected);
    expect(await effective(['two.example/v1', '--vmta', 'V1'])).toMatchObject(expected);
    const ofDefault = { vmta: null, queue: 'two.example/{default}' };
    expect(await effective(['two.example/{default}'])).toMatchObject(ofDefault);
  });

  it('has the named directives alone, by their present names, before or after the configuration', async () => {
    const names = async (...argv: string[]): Promise<string[]> => {
      const { settings } = await effective(['two.example', ...argv]);
      return settings.map(({ directive, value }) => `${directive} ${value ?? 'none'}`);
    };
    expect(await names('Max-Smtp-Out')).toEqual(['max-smtp-out 8']);
    expect(await names('retry-after', 'max-smtp-out', 'config')).toEqual([
      'max-smtp-out 8',
      'retry-after 10m',
    ]);
    expect(await names('config', 'max-msg-per-hour')).toEqual(['max-msg-rate unlimited']);
  });

  it('has no defaults with --set', async () => {
    const { settings } = await effective(['two.example/v1', '--set']);
    expect(settings.map(({ directive }) => directive)).toEqual(expect.arrayContaining(['max-smtp-out']));
    expect(settings.filter(({ scope }) => scope === 'default')).toEqual([]);
  });

  it('reads a configuration with the name of a directive as --file', async () => {
    const files = { 'retry-after': '<domain a.example>\n  max-smtp-out 4\n</domain>\n', config: CONFIG };
    const { settings } = await effective(['a.example', 'max-smtp-out', '--file', 'retry-after'], { files });
    expect(settings).toMatchObject([{ directive: 'max-smtp-out', value: '4', path: 'retry-after' }]);
  });

  it('follows queue-to once, and takes a rollup only where it covers the provider', async () => {
    expect(await effective(['gone.example'])).toMatchObject({
      domain: 'gone.example',
      queue: 'two.example/{default}',
      rollup: null,
    });
    expect(await effective(['gmail.com'])).toMatchObject({
      queue: 'gmail.rollup/{default}',
      rollup: 'gmail.rollup, assumed',
    });
    expect(await effective(['yahoo.com'])).toMatchObject({ queue: 'yahoo.com/{default}', rollup: null });
  });

  it('has every directive of <domain>, by name, each default without a place', async () => {
    const { settings } = await effective(['two.example']);
    const names = [...new Set(settings.map(({ directive }) => directive))];
    const expected = directives()
      .filter(({ name, scopes }) => scopes.includes('domain') && name !== 'include')
      .map(({ name }) => name);
    expect(names).toEqual(expected.toSorted());
    expect(settings.find(({ directive }) => directive === 'retry-after')).toEqual({
      directive: 'retry-after',
      value: '10m',
      path: null,
      start: null,
      scope: 'default',
      pattern: null,
      beat: [],
    });
  });

  it('prints where a value was set, what it overrides and why', async () => {
    const { settings } = await effective(['two.example', '--vmta', 'V1']);
    const at = (line: number): object => ({
      path: 'config',
      start: { line, column: expect.any(Number) as unknown },
    });
    expect(settings.filter(({ directive }) => directive === 'max-smtp-out')).toEqual([
      {
        directive: 'max-smtp-out',
        value: '2',
        path: 'config',
        start: { line: 28, column: 5 },
        scope: 'vmta',
        pattern: 'two.example',
        beat: [
          { value: '3', ...at(35), scope: 'pool', pattern: '*', reason: 'the VMTA comes before the pool' },
          {
            value: '8',
            ...at(16),
            scope: 'global',
            pattern: 'Two.example',
            reason: 'the VMTA comes before the global level',
          },
          {
            value: '7',
            ...at(13),
            scope: 'global',
            pattern: '$two',
            reason: 'the VMTA comes before the global level',
          },
          {
            value: '30',
            ...at(9),
            scope: 'global',
            pattern: '*',
            reason: 'the VMTA comes before the global level',
          },
        ],
      },
    ]);
  });

  it('shows values without quotes, a cleared one as empty, and no secret, not even an overridden one', async () => {
    const { stdout } = await run(['effective', 'two.example', '--vmta', 'v1', '--format', 'json'], {
      files: FILES,
    });
    expect(stdout).not.toContain('hunter');
    const { settings } = JSON.parse(stdout) as Shown;
    expect(settings.find(({ directive }) => directive === 'auth-password')).toMatchObject({
      value: '***',
      beat: [{ value: '***' }],
    });
    expect(settings.find(({ directive }) => directive === 'smtp-pattern-list')).toMatchObject({ value: '' });
  });

  it('has one entry for each value of a list', async () => {
    const { settings } = await effective(['two.example']);
    expect(settings.filter(({ directive }) => directive === 'source-ip-max-smtp-out')).toMatchObject([
      { value: '10.0.0.1 1', start: { line: 19 }, beat: [{ value: '10/8 9', start: { line: 10 } }] },
      { value: '10.0.0.2 2', start: { line: 20 }, beat: [] },
    ]);
  });

  it('prints that an include is missing', async () => {
    expect(await effective(['a.example'], { files: { config: 'include absent\n' } })).toMatchObject({
      complete: false,
    });
  });

  it('contains no control characters', async () => {
    const files = { config: '<domain a.example>\n  bounce-upon-no-mx \u202e\u009b31m\n</domain>\n' };
    const { stdout } = await run(['effective', 'a.example', '--format', 'json'], { files });
    expect(stdout).toContain(String.raw`"\u202e\u009b31m"`);
  });
});

describe('effective as a table', () => {
  it('shows what is set, with what it overrides, then the defaults', async () => {
    const { stdout } = await run(['effective', 'two.example', '--vmta', 'v1'], { files: FILES });
    expect(stdout).toMatch(/^Queue two\.example\/V1\n\nSet\n/);
    expect(stdout).toMatch(
      /\n {2}max-smtp-out +2 +config:28 {2}<domain two\.example> \(VMTA\)\n +not 3 \(config:35, <domain \*>\): the VMTA comes before the pool\n/,
    );
    expect(stdout).toMatch(/\n {2}smtp-pattern-list +"" +config:17 {2}<domain Two\.example> \(global\)\n/);
    expect(stdout).toMatch(/\n\nDefaults of PowerMTA\n[^]*\n {2}retry-after +10m\n/);
    expect(stdout).not.toContain('hunter');
  });

  it('shows the named directives, one without a value too, and says when nothing is set', async () => {
    const named = await run(['effective', 'two.example', 'max-smtp-out', 'queue-to'], { files: FILES });
    expect(named.stdout).toMatch(
      /^Queue two\.example\/\{default\}\n\nSet\n {2}max-smtp-out +8 .*\n(?: {4}.*\n)+\nDefaults of PowerMTA\n {2}queue-to +none, or not known\n$/,
    );
    const files = { config: 'log-file /l\n' };
    const nothing = await run(['effective', 'a.example', '--set'], { files });
    expect(nothing.stdout).toBe(
      'Queue a.example/{default}\n\nNothing is set: the defaults of PowerMTA apply.\n',
    );
  });

  it('prints how mail is routed to another queue, and what is missing', async () => {
    const moved = await run(['effective', 'gone.example'], { files: FILES });
    expect(moved.stdout).toMatch(
      /^Queue two\.example\/\{default\}\nMail for gone\.example waits there through queue-to\.\n/,
    );
    const rolledUp = await run(['effective', 'gmail.com'], { files: FILES });
    expect(rolledUp.stdout).toMatch(
      /^Queue gmail\.rollup\/\{default\}\nMail for gmail\.com is taken to wait there: /,
    );
    const partial = await run(['effective', 'a.example'], { files: { config: 'include absent\n' } });
    expect(partial.stdout).toContain(
      'Not all of the configuration could be read, so settings may be missing here.\n',
    );
  });

  it('is incomplete where a tag stands for more domains than are computed', async () => {
    const block = '<domain $a.$b>\n  max-smtp-out 5\n</domain>\n';
    const files = { config: LONG_MACROS + block };
    const { stdout } = await run(['effective', 'a399.b399', '--format', 'json'], { files });
    expect(JSON.parse(stdout)).toMatchObject({ complete: false });
    const shorter = { config: files.config.replace('a0,', '').replace(/,b.*/, '') };
    const whole = await run(['effective', 'a399.b0', '--format', 'json'], { files: shorter });
    expect(JSON.parse(whole.stdout)).toMatchObject({ complete: true });
  });

  it('is coloured on a terminal and shows no raw control character', async () => {
    const files = { config: '<domain a.example>\n  bounce-upon-no-mx \u001b[31m\u202e\n</domain>\n' };
    const { stdout } = await run(['effective', 'a.example'], { files, terminal: 80 });
    expect(stdout).toContain('\u001b[1m');
    expect(stdout).toContain('␛[31m<U+202E>');
  });

  it('takes includes from further roots, and the configuration from any path', async () => {
    const files = {
      'main/main.conf': 'include ../more/x.conf\n',
      'more/x.conf': '<domain a.example>\n  max-smtp-out 4\n</domain>\n',
    };
    const argv = ['effective', 'a.example', 'main/main.conf'];
    expect((await run(argv, { files })).stdout).toContain('Not all of the configuration could be read');
    const { stdout } = await run([...argv, '--include-root', 'more'], { files });
    expect(stdout).toMatch(/max-smtp-out +4 +more\/x\.conf:2 /);
  });
});
