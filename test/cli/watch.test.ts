import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { SeenFiles } from '../../src/app/watched-files.ts';
import type { Output } from '../../src/cli/terminal.ts';
import { FIXABLE, WARNING } from './samples.ts';
import { run } from './run.ts';
import { folderOf, type Files } from '../support/folders.ts';

const running: Watching[] = [];

/** A `pmta-lint --watch` that goes on, as a user sees it. */
class Watching {
  readonly folder: string;
  readonly exitCode: Promise<number>;
  #isOver = false;
  #isWaiting = false;
  /** All output in order. */
  said = '';
  #heard: () => void = () => undefined;

  constructor(files: Files, argv: readonly string[] = [], terminal?: number) {
    this.folder = folderOf({ '.git/': '', ...files });
    const output: Output = {
      isTerminal: terminal !== undefined,
      columns: terminal,
      write: (text) => {
        const said = Buffer.from(text as string).toString();
        this.said += said;
        this.#isWaiting = said.endsWith('; Ctrl-C ends\n');
        this.#heard();
        return Promise.resolve();
      },
    };
    this.exitCode = main(['--watch', ...argv], {
      workingDirectory: this.folder,
      environment: {},
      output,
      errors: { ...output, isTerminal: false },
      readInput: () => Promise.resolve(Buffer.of()),
    }).finally(() => {
      this.#isOver = true;
    });
    running.push(this);
  }

  /** Waits until a check is over that was not reported yet; returns the output in the meantime. */
  async next(): Promise<string> {
    for (;;) {
      const end = /Watching \d+ files?; Ctrl-C ends\n/.exec(this.said);
      if (end !== null) {
        const said = this.said.slice(0, end.index);
        this.said = this.said.slice(end.index + end[0].length);
        return said;
      }
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  /** Checks again until the report says something: a check may begin between two steps of a change. */
  async until(form: RegExp): Promise<string> {
    for (;;) {
      const said = await this.next();
      if (form.test(said)) return said;
    }
  }

  /** Ends the wait for a change; a check, which ends before that, does not listen. */
  async end(): Promise<number> {
    while (!this.#isOver) {
      if (this.#isWaiting) process.emit('SIGINT');
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
    }
    return this.exitCode;
  }
}

afterEach(async () => {
  for (const watching of running.splice(0)) await watching.end();
});

describe('--watch', () => {
  it('checks again when a configuration changes, and ends on Ctrl-C with 0', async () => {
    const watching = new Watching({ config: WARNING }, ['config']);
    expect(await watching.next()).toContain('1 warning in 1 file');
    watching.write('config', WARNING.repeat(2));
    const again = await watching.next();
    expect(again).toMatch(/^config changed\n/);
    expect(again).toContain('2 warnings in 1 file');
    expect(await watching.end()).toBe(0);
  });

  it('is not moved by files that have nothing to do with it', async () => {
    const watching = new Watching({ config: WARNING, 'other.txt': '' }, ['config']);
    await watching.next();
    watching.write('other.txt', 'x');
    watching.write('another.conf', 'x');
    watching.write('config', '');
    expect(await watching.next()).toMatch(/^config changed\n/);
  });

  it('sees included files, also when an editor puts another file in their place', async () => {
    const files = { config: 'include conf.d/a.conf\n', 'conf.d/a.conf': '' };
    const watching = new Watching(files, ['config']);
    expect(await watching.next()).toContain('No findings');
    watching.write('conf.d/.a.conf.swp', WARNING);
    renameSync(join(watching.folder, 'conf.d/.a.conf.swp'), join(watching.folder, 'conf.d/a.conf'));
    expect(await watching.next()).toContain('conf.d/a.conf:1:1: warning');
    // A second time: what was watched is another file now.
    watching.write('conf.d/.a.conf.swp', '');
    renameSync(join(watching.folder, 'conf.d/.a.conf.swp'), join(watching.folder, 'conf.d/a.conf'));
    expect(await watching.next()).toContain('No findings');
  });

  it('sees what a wildcard matches anew, and what it matches no longer', async () => {
    const watching = new Watching({ config: 'include conf.d/*.conf\n', 'conf.d/a.conf': '' }, ['config']);
    await watching.next();
    watching.write('conf.d/b.conf', WARNING);
    expect(await watching.until(/conf\.d\/b\.conf:1:1: warning/)).toContain('changed');
    rmSync(join(watching.folder, 'conf.d/b.conf'));
    expect(await watching.next()).toContain('No findings');
  });

  it('goes on when a file, or a whole folder, is gone, and when it is back', async () => {
    const files = { 'etc/pmta/config': 'include conf.d/a.conf\n', 'etc/pmta/conf.d/a.conf': '' };
    const watching = new Watching(files, ['etc/pmta/config']);
    await watching.next();
    const at = (path: string): string => join(watching.folder, path);
    renameSync(at('etc/pmta/conf.d'), at('elsewhere'));
    expect(await watching.next()).toContain('include-not-found');
    renameSync(at('elsewhere'), at('etc/pmta/conf.d'));
    expect(await watching.next()).toContain('No findings');
    renameSync(at('etc'), at('gone'));
    expect(await watching.next()).toContain('cannot be read');
    renameSync(at('gone'), at('etc'));
    expect(await watching.next()).toContain('No findings');
    rmSync(at('etc'), { recursive: true });
    expect(await watching.until(/cannot be read/)).toContain('changed');
    mkdirSync(at('etc/pmta/conf.d'), { recursive: true });
    writeFileSync(at('etc/pmta/conf.d/a.conf'), '');
    writeFileSync(at('etc/pmta/config'), WARNING);
    expect(await watching.until(/1 warning/)).toContain('etc/pmta/config:1:1');
  });

  it('follows a link to where it leads now', async () => {
    const files = { 'v1/config': '', 'v2/config': WARNING, current: { link: 'v1' } };
    const watching = new Watching(files, ['current/config']);
    expect(await watching.next()).toContain('No findings');
    symlinkSync('v2', join(watching.folder, 'next'));
    renameSync(join(watching.folder, 'next'), join(watching.folder, 'current'));
    expect(await watching.next()).toContain('1 warning');
    watching.write('v2/config', '');
    expect(await watching.next()).toContain('No findings');
  });

  it('goes by the settings as they are now, and survives broken ones', async () => {
    const watching = new Watching({ config: WARNING }, ['config']);
    await watching.next();
    watching.write('pmta-lint.config.yaml', 'rules: { unknown-directive: error }\n');
    expect(await watching.until(/1 error in/)).toContain('pmta-lint.config.yaml changed');
    watching.write('pmta-lint.config.yaml', 'rulse: {}\n');
    expect(await watching.until(/there is no key 'rulse'/)).toContain(
      'pmta-lint: pmta-lint.config.yaml:1:1: ',
    );
    watching.write('pmta-lint.config.yaml', 'rules: { unknown-directive: info }\n');
    expect(await watching.until(/1 info in/)).toContain('changed');
    rmSync(join(watching.folder, 'pmta-lint.config.yaml'));
    expect(await watching.until(/1 warning in/)).toContain('changed');
  });

  it('prints that a program is not run again', async () => {
    const name = 'pmta-lint.config.js';
    const watching = new Watching({ config: WARNING, [name]: 'module.exports = {};\n' }, ['config']);
    await watching.next();
    watching.write(name, 'module.exports = { preset: 1 };\n');
    expect(await watching.next()).toContain(
      `pmta-lint: ${name} is a program and was run at the start: end this and begin anew`,
    );
  });

  it('sees new configurations in folders that are searched, at any depth', async () => {
    const watching = new Watching({ config: '' });
    expect(await watching.next()).toContain('in 1 file ');
    mkdirSync(join(watching.folder, 'a/b'), { recursive: true });
    watching.write('a/b/x.conf', WARNING);
    expect(await watching.until(/a\/b\/x\.conf:1:1: warning/)).toContain('in 2 files');
    rmSync(join(watching.folder, 'a'), { recursive: true });
    expect(await watching.until(/in 1 file /)).toContain('No findings');
  });

  it('waits where nothing is there to be checked yet', async () => {
    const watching = new Watching({});
    expect(await watching.next()).toContain('nothing to check');
    watching.write('config', WARNING);
    expect(await watching.until(/1 warning/)).toContain('config');
  });

  it('clears the screen of a terminal, and nothing else', async () => {
    const clear = '\u001b[2J\u001b[H';
    const onScreen = new Watching({ config: '' }, ['config', '--no-color'], 80);
    expect(await onScreen.next()).not.toContain(clear);
    onScreen.write('config', WARNING);
    expect(await onScreen.next()).toMatch(`${clear}config changed\n`);
    await onScreen.end();
    const inPipe = new Watching({ config: '' }, ['config']);
    await inPipe.next();
    inPipe.write('config', WARNING);
    expect(await inPipe.next()).not.toContain('\u001b');
  });

  it('writes its reports each time', async () => {
    const watching = new Watching({ config: '' }, ['config', '--format', 'json', '--output-file', 'json=r']);
    const report = (text: string): unknown => (JSON.parse(text) as { summary: unknown }).summary;
    expect(report(await watching.next())).toMatchObject({ warnings: 0 });
    watching.write('config', WARNING);
    const second = await watching.next();
    // The file that it writes starts no check.
    expect(second).toMatch(/^config changed\n/);
    expect(report(second.replace(/^.* changed\n/, ''))).toMatchObject({ warnings: 1 });
    expect(watching.said).toBe('');
  });

  const refused: readonly (readonly [argv: string[], why: string])[] = [
    [['--fix'], '--watch does not go with --fix: files would change under the hands of whoever edits them'],
    [['--diff'], '--watch does not go with --diff: a patch is for one state of the files'],
    [['--stdin'], '--watch does not go with --stdin: standard input does not change'],
    [['--print-config', 'config'], '--watch does not go with --print-config: it is printed once'],
    [
      ['--rule', 'open-rely=off'],
      `--rule 'open-rely=off': there is no rule 'open-rely'; did you mean 'open-relay'?`,
    ],
    [['--config', 'absent.yaml'], `--config 'absent.yaml': there is no such file`],
    [['--scope', 'domian'], `--scope 'domian' is no section; did you mean 'domain'?`],
  ];
  it.each(refused.map(([argv, why]) => ({ argv, why })))(
    'does not begin with $argv',
    async ({ argv, why }) => {
      const { exitCode, stderr, stdout, read } = await run(['--watch', ...argv], {
        files: { config: FIXABLE },
      });
      expect(stderr).toBe(`pmta-lint: ${why}\n`);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(read('config').toString()).toBe(FIXABLE);
    },
  );
});

describe('what was seen', () => {
  it('is unchanged as long as nothing happens, and every kind of change is noticed', () => {
    const folder = folderOf({ 'a.conf': 'x', 'd/b.conf': '', 'd/c.txt': '' });
    const at = (path: string): string => join(folder, path);
    const look = (): SeenFiles => {
      const seen = new SeenFiles();
      seen.notice(at('a.conf'), 'content');
      seen.notice(at('absent'), 'presence');
      seen.notice(at('d'), 'names');
      return seen;
    };
    let seen = look();
    const changes: readonly (readonly [string, () => void])[] = [
      [
        'a.conf',
        () => {
          writeFileSync(at('a.conf'), 'xy');
        },
      ],
      [
        'absent',
        () => {
          mkdirSync(at('absent'));
        },
      ],
      [
        'a.conf',
        () => {
          rmSync(at('a.conf'));
        },
      ],
      [
        'd',
        () => {
          writeFileSync(at('d/new'), '');
        },
      ],
      [
        'd',
        () => {
          rmSync(at('d'), { recursive: true });
        },
      ],
    ];
    for (const [name, change] of changes) {
      expect(seen.changed()).toEqual([]);
      change();
      expect(seen.changed()).toEqual([at(name)]);
      seen = look();
    }
  });
});
