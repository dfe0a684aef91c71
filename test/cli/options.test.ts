import { describe, expect, it } from 'vitest';
import { run, type Given } from './run.ts';

const CONFIG = [
  'host-name mail.example.com',
  '<virtual-mta v1>',
  '  smtp-source-host 192.0.2.1 mail.example.com',
  '</virtual-mta>',
  '<virtual-mta v2>',
  '  smtp-source-host 192.0.2.2 mail.example.com',
  '</virtual-mta>',
  '<virtual-mta-pool bulk>',
  '  virtual-mta v1',
  '  virtual-mta v2',
  '</virtual-mta-pool>',
  '',
].join('\n');

const FILES = { config: CONFIG, 'folder/x.conf': '' };

const ALL_FORMATS = 'pretty, concise, json, sarif, github, gitlab, junit, checkstyle or markdown';

/** A wrong call → the one line that it gets. */
const WRONG_CALLS: readonly (readonly [argv: string[], line: string])[] = [
  [['--fxi'], `there is no option '--fxi'; did you mean '--fix'?`],
  [['lint', '--max-warning', '3'], `there is no option '--max-warning'; did you mean '--max-warnings'?`],
  [['--frobnicate'], `there is no option '--frobnicate'; pmta-lint lint --help lists all`],
  [['-x'], `there is no option '-x'; pmta-lint lint --help lists all`],
  [['--fix=yes'], `--fix takes no value; leave out '=yes'`],
  [['--vmta', 'v1'], `there is no option '--vmta' for 'pmta-lint lint'; 'effective' takes it`],
  [['effective', '--frobnicate'], `there is no option '--frobnicate'; pmta-lint effective --help lists all`],
  [['explain', 'domain', '--stdin'], `there is no option '--stdin' for 'pmta-lint explain'; 'lint' takes it`],
  [['--a\u001b[31m\nb'], `there is no option '--a␛[31m␊b'; pmta-lint lint --help lists all`],
  [['--format'], `--format needs one of its values: ${ALL_FORMATS}`],
  [['--scope'], '--scope needs a value: <section>'],
  [['--max-warnings'], '--max-warnings needs a value: <count>'],
  [['effective', 'gmail.com', '--vmta'], '--vmta needs a value: <name>'],
  [['--format', 'jsn'], `--format cannot be 'jsn'; give ${ALL_FORMATS}`],
  [['--format', 'jsno'], `--format cannot be 'jsno'; did you mean 'json'?`],
  [['--fail-on', 'eror'], `--fail-on cannot be 'eror'; did you mean 'error'?`],
  [['--fail-on', 'never'], `--fail-on cannot be 'never'; give error, warning or info`],
  [['--preset', 'recomended'], `--preset cannot be 'recomended'; did you mean 'recommended'?`],
  [['--reputation', 'hot'], `--reputation cannot be 'hot'; give cold, warm or established`],
  [['--pmta-version', '7.0'], `--pmta-version cannot be '7.0'; give 4.5, 5.0, 5.5 or 6.0`],
  [['effective', 'gmail.com', '--format', 'concise'], `--format cannot be 'concise'; give pretty or json`],
  [['--max-warnings', 'x'], `--max-warnings cannot be 'x'; give a whole number, such as 0 or 25`],
  [['--max-warnings', '-1'], `--max-warnings cannot be '-1'; give a whole number, such as 0 or 25`],
  [['--max-warnings', '1e3'], `--max-warnings cannot be '1e3'; give a whole number, such as 0 or 25`],
  [['--diff', '--fix'], '--diff writes nothing and --fix writes: give one of them'],
  [
    ['--diff', '--format', 'json'],
    '--diff prints a patch and nothing else: leave out --format, or run without --diff',
  ],
  [
    ['--diff', '--output-file', 'json=x'],
    '--diff prints a patch and nothing else: leave out --output-file, or run without --diff',
  ],
  [
    ['--format', 'json', '--format', 'sarif'],
    '--format json and sarif: standard output takes one; give the others a file, as in --output-file sarif=PATH',
  ],
  [['--output-file', 'x'], `--output-file 'x': give FORMAT=PATH, where FORMAT is ${ALL_FORMATS}`],
  [['--output-file', 'json='], `--output-file 'json=': give FORMAT=PATH, where FORMAT is ${ALL_FORMATS}`],
  [
    ['--output-file', 'sraif=x'],
    `--output-file 'sraif=x': there is no format 'sraif'; did you mean 'sarif'?`,
  ],
  [['--output-file', 'xyzzy=x'], `--output-file 'xyzzy=x': there is no format 'xyzzy'; give ${ALL_FORMATS}`],
  [['--output-file', 'json=absent/x'], `--output-file 'json=absent/x': there is no folder 'absent'`],
  [['--output-file', 'json=config/x'], `--output-file 'json=config/x': there is no folder 'config'`],
  [['--output-file', 'json=folder'], `--output-file 'json=folder': 'folder' is a folder; give a file`],
  [['--output-file', 'json=x/'], `--output-file 'json=x/': 'x/' is a folder; give a file`],
  [
    ['--output-file', 'json=x', '--output-file', 'sarif=./x'],
    `--output-file 'sarif=./x': another report goes there too; give each its own file`,
  ],
  [
    ['--rule', 'open-relay'],
    `--rule 'open-relay': give ID=LEVEL, where LEVEL is error, warning, info or off`,
  ],
  [
    ['--rule', 'open-relay=of'],
    `--rule 'open-relay=of': give ID=LEVEL, where LEVEL is error, warning, info or off`,
  ],
  [
    ['--rule', 'open-rely=off'],
    `--rule 'open-rely=off': there is no rule 'open-rely'; did you mean 'open-relay'?`,
  ],
  [
    ['--rule', 'open-relay=off --max 3'],
    `--rule 'open-relay=off --max 3': open-relay has no option '--max'; it has none`,
  ],
  [['--unsafe-fixes'], '--unsafe-fixes goes with --fix or --diff'],
  [['--stdin', 'config'], '--stdin reads standard input: leave out the paths'],
  [['--stdin-filename', 'x'], '--stdin-filename goes with --stdin'],
  [['--stdin', '--stdin-filename', ''], '--stdin-filename is empty: give a name, or leave it out'],
  [[''], `a path is empty: give a file or a folder, '.' for this one`],
  [['--scope', 'domian'], `--scope 'domian' is no section; did you mean 'domain'?`],
  [
    ['--scope', 'nonsense'],
    `--scope 'nonsense' is no section; give the name of a section, such as domain or source`,
  ],
  [
    ['--scope', '__proto__'],
    `--scope '__proto__' is no section; give the name of a section, such as domain or source`,
  ],
  [['--include-root', 'absent'], `--include-root 'absent' is no folder that can be read`],
  [['--include-root', 'config'], `--include-root 'config' is no folder that can be read`],
  [['--include-root', ''], '--include-root is empty: give a folder'],
  [['explian', 'domain'], `there is no command and no file 'explian'; did you mean the command 'explain'?`],
  [['efective'], `there is no command and no file 'efective'; did you mean the command 'effective'?`],
  [['lnt'], `there is no command and no file 'lnt'; did you mean the command 'lint'?`],
  [['check'], `there is no command and no file 'check'; did you mean the command 'lint'?`],
  [['help', 'fmtt'], `there is no command 'fmtt'; pmta-lint help lists them`],
  [['help', 'repl'], `there is no command 'repl'; did you mean 'reply'?`],
  [
    ['effective', 'a.com', 'confg'],
    `'confg' cannot be read: there is no such file or folder; did you mean 'config'?`,
  ],
  [
    ['compare', 'config', 'confg'],
    `'confg' cannot be read: there is no such file or folder; did you mean 'config'?`,
  ],
  [['--config', 'confg', 'config'], `--config 'confg': there is no such file; did you mean 'config'?`],
  [['--rule', 'zzzz=off'], `--rule 'zzzz=off': there is no rule 'zzzz'; pmta-lint rules lists them`],
  [['explain'], 'the name is missing; write pmta-lint explain <name>'],
  [['effective'], 'the domain is missing; write pmta-lint effective <domain[/vmta]> [directive...] [config]'],
  [
    ['effective', 'a.com', 'max-smtp-uot', 'config'],
    `'max-smtp-uot' is not a directive; did you mean 'max-smtp-out'?`,
  ],
  [['effective', 'a.com', 'max-smtp-uot'], `'max-smtp-uot' is not a directive; did you mean 'max-smtp-out'?`],
  [
    ['effective', 'a.com', 'config', 'b'],
    `'config' is not a directive; pmta-lint effective --help shows the form`,
  ],
  [
    ['effective', 'a.com', 'b', '--file', 'config'],
    `'b' is not a directive; pmta-lint effective --help shows the form`,
  ],
  [['effective', 'a.com', '--file', ''], '--file is empty: give a configuration'],
  [
    ['effective', 'a.com', 'log-file'],
    `'log-file' is not a setting of queues: it is written at the top level`,
  ],
  [
    ['effective', 'gmail.com/v1', '--vmta', 'v2'],
    `'gmail.com/v1' and the VMTA 'v2' are two queues: give one of them`,
  ],
  [
    ['effective', 'gmail.com/'],
    `'gmail.com/' is no domain: give one such as gmail.com, or gmail.com/VMTA, without wildcards`,
  ],
  [['effective', 'gmail.com/v11'], `no VMTA is named 'v11'; did you mean 'v1' or 'v2'?`],
  [['reply', 'gmail.com/v11', '421 x'], `no VMTA is named 'v11'; did you mean 'v1' or 'v2'?`],
  [['explain', 'domain', 'source'], 'there are too many arguments; write pmta-lint explain <name>'],
  [['effective', 'me@gmail.com'], `'me@gmail.com' is an address: give its domain, 'gmail.com'`],
  [
    ['effective', '*.gmail.com'],
    `'*.gmail.com' is no domain: give one such as gmail.com, or gmail.com/VMTA, without wildcards`,
  ],
  [
    ['effective', '$gmail'],
    `'$gmail' is no domain: give one such as gmail.com, or gmail.com/VMTA, without wildcards`,
  ],
  [['effective', ''], `'' is no domain: give one such as gmail.com, or gmail.com/VMTA, without wildcards`],
  [
    ['effective', 'a\u001b[2Jb\nc'],
    `'a␛[2Jb␊c' is no domain: give one such as gmail.com, or gmail.com/VMTA, without wildcards`,
  ],
  [['effective', 'gmail.com', '--vmta', 'v11'], `no VMTA is named 'v11'; did you mean 'v1' or 'v2'?`],
  [
    ['effective', 'gmail.com', '--vmta', 'BULK'],
    `'BULK' is a pool, and queues belong to VMTAs: give one of its members (v1, v2)`,
  ],
  [['effective', 'gmail.com', 'absent'], `'absent' cannot be read: there is no such file or folder`],
  [['effective', 'gmail.com', 'folder'], `'folder' cannot be read: it is a folder`],
  [
    ['explain', 'max-smtp-uot'],
    `'max-smtp-uot' is not a known rule, directive, section, action, bounce category, provider or reply code; did you mean 'max-smtp-out'?`,
  ],
  [
    ['explain', ''],
    `'' is not a known rule, directive, section, action, bounce category, provider or reply code; pmta-lint rules and pmta-lint providers list two of these`,
  ],
  [
    ['explain', 'zzzzzzzzzzzzzzzzzzzz'],
    `'zzzzzzzzzzzzzzzzzzzz' is not a known rule, directive, section, action, bounce category, provider or reply code; pmta-lint rules and pmta-lint providers list two of these`,
  ],
];

describe('a wrong call gets one line with what is wrong and what is right, and exit code 2', () => {
  it.each(WRONG_CALLS.map(([argv, line]) => ({ argv, line })))('$argv', async ({ argv, line }) => {
    const { exitCode, stdout, stderr } = await run(argv, { files: FILES });
    expect(stderr).toBe(`pmta-lint: ${line}\n`);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  it('is refused for a domain without a configuration', async () => {
    const { exitCode, stderr } = await run(['effective', 'gmail.com']);
    expect(stderr).toBe(
      `pmta-lint: './config' cannot be read: there is no such file or folder; give the main configuration behind the domain\n`,
    );
    expect(exitCode).toBe(2);
  });

  it('is refused where no VMTA is defined', async () => {
    const { stderr } = await run(['effective', 'gmail.com', '--vmta', 'v1'], { files: { config: '' } });
    expect(stderr).toBe(`pmta-lint: no VMTA is named 'v1'; the configuration defines none\n`);
  });
});

describe('options', () => {
  const accepted: readonly (readonly [argv: string[], given?: Given])[] = [
    [['--no-config', 'config']],
    [['--format', 'concise', '--fail-on', 'info', 'config']],
    [['--max-warnings', '0', '--quiet', 'config']],
    [['--preset', 'strict', '--reputation', 'cold', '--pmta-version', '6.0', 'config']],
    [['--include-root', 'folder', '--include-root', '.', 'config']],
    [['--scope', 'GLOBAL', 'config']],
    [['--scope', 'Domain', 'folder']],
    [['--stdin', '--stdin-filename', 'x'], { input: CONFIG }],
    [['lint', '--', 'config']],
    [['effective', 'GMAIL.com.', '--vmta', 'V1']],
    [['effective', 'gmail.com', '--vmta', '{default}', '--format', 'json']],
    [['effective', 'bücher.example', 'config', '--include-root', '.', '--pmta-version', '4.5']],
  ];
  it.each(accepted.map(([argv, given]) => ({ argv, given })))('takes $argv', async ({ argv, given }) => {
    const { exitCode, stderr } = await run(argv, { files: FILES, ...given });
    expect(stderr).toBe('');
    expect(exitCode).toBeLessThan(2);
  });

  it('a path that begins with a dash is given after --', async () => {
    const files = { '-x.conf': 'host-name a\n' };
    const { exitCode, stdout } = await run(['--', '-x.conf'], { files });
    expect(stdout).toContain('1 file');
    expect(exitCode).toBe(0);
  });

  it('a file may be named as a command nearly is', async () => {
    const { exitCode } = await run(['explian'], { files: { explian: 'host-name a\n' } });
    expect(exitCode).toBe(0);
  });

  it.each([['--help'], ['-h'], ['lint', '--help'], ['effective', '--help'], ['explain', '--help']])(
    '%s %s prints help and is not an error',
    async (...argv) => {
      const { exitCode, stdout, stderr } = await run(argv);
      expect(stdout).toMatch(/^Usage: pmta-lint /);
      expect(stderr).toBe('');
      expect(exitCode).toBe(0);
    },
  );

  it('--help prints where the options of the check are', async () => {
    expect((await run(['--help'])).stdout).toContain('\nOptions of the check: pmta-lint lint --help; ');
    expect((await run(['lint', '--help'])).stdout).toContain('--fail-on <severity>');
  });

  it('help prints what --help prints, of all and of one command, and version what --version prints', async () => {
    const pairs: readonly (readonly [string[], string[]])[] = [
      [['help'], ['--help']],
      [
        ['help', 'lint'],
        ['lint', '--help'],
      ],
      [
        ['help', 'reply'],
        ['reply', '--help'],
      ],
      [['version'], ['--version']],
    ];
    for (const [argv, same] of pairs) {
      const { stdout, stderr, exitCode } = await run(argv);
      expect({ stdout, stderr, exitCode }).toEqual({
        ...{ stdout: (await run(same)).stdout, stderr: '', exitCode: 0 },
      });
      expect(stdout).not.toBe('');
    }
  });

  it('--version prints the version alone', async () => {
    const { exitCode, stdout } = await run(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(exitCode).toBe(0);
  });
});
