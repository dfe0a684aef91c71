import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../rules/index.ts';
import { FORMATS, PRESETS, SEVERITIES, SHELLS, type Shell } from '../../src/cli/options.ts';
import { run } from './run.ts';
import { folderOf } from '../support/folders.ts';

const FILES = { 'out/': '', 'pmta.conf': '', 'with blank.conf': '', 'oh/x.conf': '' };

/** The key that puts in all that a shell offers. */
const ALL = '\u000f';

function has(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** `script` of util-linux gives a program a terminal. */
const hasTerminals = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout.includes('util-linux');

function canTry(shell: Shell): boolean {
  const possible = has(shell) && (shell === 'fish' || hasTerminals);
  if (!possible)
    console.warn(`NOT TESTED: the completions for ${shell}, since ${shell} or script(1) is missing`);
  return possible;
}

const SHOW = `pmta-lint() { printf GOT; printf '<%s>' "$@"; printf 'END\\n'; }`;

/** By shell, the folder with its completions and what it reads when it starts. */
const homes = new Map<Shell, string>();

async function homeOf(shell: Shell): Promise<string> {
  const { stdout, exitCode, stderr } = await run(['completion', shell]);
  expect([exitCode, stderr]).toEqual([0, '']);
  const home = folderOf({ ...FILES, [`home/completions.${shell}`]: stdout });
  const starts = {
    bash: `PS1='READY> '\nsource home/completions.bash\n${SHOW}\nbind '"\\C-o": insert-completions'\n`,
    zsh: [
      `PS1='READY> '`,
      'autoload -Uz compinit && compinit -D -u',
      'source home/completions.zsh',
      SHOW,
      'zle -C all-matches complete-word _generic',
      `bindkey '^O' all-matches`,
      `zstyle ':completion:all-matches:*' completer _complete`,
      `zstyle ':completion:all-matches:*' insert true`,
      '_all() { _complete; compstate[insert]=all }',
      `zstyle ':completion:all-matches:*' completer _all`,
      '',
    ].join('\n'),
    fish: '',
  };
  writeFileSync(join(home, 'home/.zshrc'), starts.zsh);
  writeFileSync(join(home, 'home/.bashrc'), starts.bash);
  return home;
}

const COMMANDS = {
  bash: 'bash --noprofile --rcfile home/.bashrc -i',
  zsh: 'zsh -d -i',
};

/** An interactive shell on a terminal of its own, which shows what is on a line once all completions are put in. */
class ShellOnTerminal {
  readonly #child: ChildProcessWithoutNullStreams;
  #said = '';
  #heard: () => void = () => undefined;

  constructor(command: string, home: string) {
    this.#child = spawn('script', ['-qefc', command, '/dev/null'], {
      cwd: home,
      env: { ...process.env, TERM: 'dumb', ZDOTDIR: join(home, 'home'), LC_ALL: 'C' },
    });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString();
      this.#heard();
    });
  }

  /** Waits until the shell has said something of that form, and forgets all up to it. */
  async #until(form: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = form.exec(this.#said);
      if (found !== null) {
        this.#said = this.#said.slice(found.index + found[0].length);
        return found;
      }
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  /** The words on a line when all completions of its end are put in. */
  async words(line: string): Promise<string[]> {
    await this.#until(/READY> /);
    this.#child.stdin.write(`${line}${ALL}\r`);
    const [, words = ''] = await this.#until(/GOT((?:<[^>]*>)*)END/);
    return [...words.matchAll(/<([^>]*)>/g)].map(([, word = '']) => word);
  }

  end(): void {
    this.#child.kill();
  }
}

const terminals = new Map<Shell, ShellOnTerminal>();

afterAll(() => {
  for (const terminal of terminals.values()) terminal.end();
});

/** The words on a line of an interactive shell when all completions of its end are put in. */
function onTerminal(shell: 'bash' | 'zsh', line: string): Promise<string[]> {
  let terminal = terminals.get(shell);
  if (terminal === undefined) {
    terminal = new ShellOnTerminal(COMMANDS[shell], homes.get(shell) ?? '');
    terminals.set(shell, terminal);
  }
  return terminal.words(line);
}

/** What fish offers for the end of a line. */
function inFish(line: string): string[] {
  const { stdout, stderr } = spawnSync(
    'fish',
    ['--no-config', '-c', 'source home/completions.fish; complete -C $argv[1]', line],
    { cwd: homes.get('fish'), encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  return stdout
    .split('\n')
    .filter((offered) => offered !== '')
    .map((offered) => offered.split('\t')[0] ?? '');
}

/** What a shell offers for the last word of a line, in order. */
async function offered(shell: Shell, line: string): Promise<string[]> {
  const before = line.slice(0, line.lastIndexOf(' ')).split(' ').length - 1;
  const words = shell === 'fish' ? inFish(line) : (await onTerminal(shell, line)).slice(before);
  // Whether the sign of a folder is put in at once or by the next key is up to the shell.
  return words.map((word) => word.replace(/\/$/, '')).sort();
}

const sorted = (words: readonly string[]): string[] => [...words].sort();

describe.each(SHELLS)('completions for %s', (shell) => {
  const possible = canTry(shell);

  beforeAll(async () => {
    homes.set(shell, await homeOf(shell));
  });

  it('are printed also where the shell is not there', async () => {
    const { stdout } = await run(['completion', shell]);
    expect(stdout).toContain(`Completions of pmta-lint for ${shell}`);
    expect(stdout).toContain('high-provider-connections');
  });

  describe.runIf(possible)('in the shell itself', () => {
    const cases: readonly (readonly [line: string, words: readonly string[]])[] = [
      ['pmta-lint expl', ['explain']],
      ['pmta-lint --fail', ['--fail-on']],
      ['pmta-lint --unsafe', ['--unsafe-fixes']],
      ['pmta-lint lint --stdin', ['--stdin', '--stdin-filename']],
      ['pmta-lint --format ', FORMATS],
      ['pmta-lint --quiet --preset ', PRESETS],
      ['pmta-lint --pmta-version 5', ['5.0', '5.5']],
      ['pmta-lint --rule retry-too-', ['retry-too-fast=', 'retry-too-slow=']],
      ['pmta-lint --output-file js', ['json=']],
      ['pmta-lint --suppress retry-too-', ['retry-too-fast', 'retry-too-slow']],
      ['pmta-lint rules --category thr', ['throttling']],
      ['pmta-lint rules --fixa', ['--fixable']],
      ['pmta-lint explain open-', rules.map(({ id }) => id).filter((id) => id.startsWith('open-'))],
      ['pmta-lint explain virtual-mta-p', ['virtual-mta-pool']],
      ['pmta-lint effective gmail', ['gmail.com']],
      ['pmta-lint completion ', SHELLS],
      ['pmta-lint init --git', ['--github', '--gitlab']],
      ['pmta-lint pm', ['pmta.conf']],
      ['pmta-lint wi', ['with blank.conf']],
      ['pmta-lint --config pm', ['pmta.conf']],
      ['pmta-lint --stats pm', ['pmta.conf']],
      ['pmta-lint --include-root o', ['oh', 'out']],
      ['pmta-lint compare pmta.conf pm', ['pmta.conf']],
    ];
    it.each(cases.map(([line, words]) => ({ line, words })))('$line', async ({ line, words }) => {
      expect(await offered(shell, line)).toEqual(sorted(words));
    });

    it('offer commands and files for the first word', async () => {
      const words = await offered(shell, 'pmta-lint ');
      expect(words).toEqual(expect.arrayContaining(['lint', 'effective', 'explain', 'init', 'pmta.conf']));
    });

    // The others wait for the closing quote.
    it.runIf(shell === 'bash')('go on inside a quote', async () => {
      expect(await offered(shell, "pmta-lint --rule 'retry-too-f")).toEqual(['retry-too-fast=']);
    });

    // Of several completions bash inserts only what follows the sign.
    const afterSign: readonly (readonly [line: string, words: readonly string[]])[] = [
      ['pmta-lint --format=js', ['json']],
      ['pmta-lint --rule retry-too-fast=', [...SEVERITIES, 'off']],
      ['pmta-lint --rule=retry-too-fast=w', ['warning']],
      ['pmta-lint --output-file json=pm', ['pmta.conf']],
    ];
    it.each(afterSign.map(([line, words]) => ({ line, words })))('$line', async ({ line, words }) => {
      const found = await offered(shell, line);
      expect(found.map((word) => word.slice(word.lastIndexOf('=') + 1)).sort()).toEqual(sorted(words));
    });
  });
});

describe('pmta-lint completion', () => {
  it('offers every command and every option that the help names', async () => {
    const { stdout: help } = await run(['--help']);
    const { stdout: bash } = await run(['completion', 'bash']);
    const [, listed = ''] = /^Commands:\n([^]*?)\n\n/m.exec(help) ?? [];
    const names = [...listed.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = '']) => name);
    expect(names).toContain('lint');
    for (const name of names) {
      expect(bash).toContain(`_pmta_lint_${name}() {`);
      const { stdout: page } = await run([name, '--help']);
      const flags = [...page.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag = '']) => flag);
      const [, offeredFlags = ''] =
        new RegExp(`_pmta_lint_${name}\\(\\) \\{[^]*?flags\\)\\n *(.*) ;;`).exec(bash) ?? [];
      expect(offeredFlags.split(' ')).toEqual(expect.arrayContaining(flags));
    }
  });

  it('names the shells that there are', async () => {
    const wrong = await run(['completion', 'bahs']);
    expect(wrong.stderr).toBe(`pmta-lint: the shell cannot be 'bahs'; did you mean 'bash'?\n`);
    const other = await run(['completion', 'powershell']);
    expect(other.stderr).toBe(`pmta-lint: the shell cannot be 'powershell'; give bash, zsh or fish\n`);
    const none = await run(['completion']);
    expect(none.stderr).toBe('pmta-lint: the shell is missing; write pmta-lint completion <shell>\n');
    expect([wrong.exitCode, other.exitCode, none.exitCode]).toEqual([2, 2, 2]);
  });
});
