import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { FORMATS, PRESETS, REPUTATIONS, SEVERITIES, SHELLS, VERSIONS, type Shell } from './options.ts';
import type {
  CompareOptions,
  EffectiveOptions,
  InitOptions,
  LintOptions,
  ReplyOptions,
  RulesOptions,
} from './options.ts';
import { processSurroundings, type Surroundings } from './terminal.ts';
import { UsageError } from '../base/usage-error.ts';
import { visible } from '../report/visible.ts';

declare const PMTA_LINT_VERSION: string;

const COULD_NOT = 2;

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

function wholeNumber(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('give a whole number, such as 0 or 25');
  return Number(value);
}

/** An option that may be given several times. */
function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect).default([], 'none');
}

/** `--format`, which may be given several times: the library gives choices to one value only. */
function formatOption(): Option {
  return new Option('--format <format>', 'how to print findings (repeatable)')
    .choices(FORMATS)
    .argParser((value, before: readonly string[]) => {
      if (!FORMATS.some((format) => format === value)) throw new InvalidArgumentError('');
      return collect(value, before);
    })
    .default([], 'pretty on a terminal, github in GitHub Actions, else concise');
}

function withReadingOptions(command: Command): Command {
  return command
    .addOption(
      repeatable('--include-root <dir>', 'a further folder that includes may lead into (repeatable)'),
    )
    .addOption(
      new Option('--pmta-version <version>', 'the PowerMTA version (default: "5.0")').choices(VERSIONS),
    )
    .option('--config <file>', 'the settings file; else the nearest pmta-lint.config.* upward')
    .option('--no-config', 'read no settings file')
    .option('--color', 'colour the output')
    .option('--no-color', 'do not colour the output');
}

function ignore(): void {
  // What the library says is said in our words where the call ends.
}

/** The commands and options. What a command does is loaded when it runs. */
export function programFor(
  surroundings: Surroundings,
  setExitCode: (code: number) => void,
  written: Promise<void>[],
): Command {
  const program = new Command('pmta-lint')
    .description('Checks, explains and mends PowerMTA configuration files.')
    .version(PMTA_LINT_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  pmta-lint /etc/pmta/config             check a configuration and all that it includes',
        '  pmta-lint --diff | git apply           take the safe fixes as a patch',
        '  pmta-lint --fix                        apply the safe fixes',
        '  pmta-lint effective gmail.com config   what holds for one queue, and where it was set',
        '  pmta-lint compare main:config config   what changes for mail between two configurations',
        '  pmta-lint reply gmail.com "421 ..."     which patterns a reply meets, and what happens then',
        '  pmta-lint explain max-smtp-out         what a directive, a section or a rule means',
        '',
        'Options of the check: pmta-lint lint --help; of a command: pmta-lint COMMAND --help.',
        'Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the job could not be done.',
      ].join('\n'),
    );

  const lint = new Command('lint')
    .description('check configurations (the default command)')
    .argument('[paths...]', 'files, folders or globs; none: the folder at hand')
    .addOption(formatOption())
    .addOption(repeatable('--output-file <format=path>', 'also write the report to a file (repeatable)'))
    .option('--fix', 'apply safe fixes, then report what is left')
    .option('--diff', 'print the safe fixes as a unified diff, write nothing')
    .option('--unsafe-fixes', 'with --fix or --diff: take the unsafe fixes too')
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on').choices(SEVERITIES).default('error'),
    )
    .option('--max-warnings <count>', 'exit 1 if there are more warnings', wholeNumber)
    .option('--quiet', 'list errors only')
    .addOption(new Option('--preset <preset>', 'which rules speak (default: "recommended")').choices(PRESETS))
    .addOption(
      new Option(
        '--reputation <reputation>',
        'how well providers know the sending addresses (default: "warm")',
      ).choices(REPUTATIONS),
    )
    .option('--stdin', 'read the configuration from standard input')
    .option('--stdin-filename <file>', 'the name of what comes from standard input')
    .option('--scope <section>', 'the section that a fragment is meant for, such as domain')
    .addOption(
      repeatable('--rule <id=level>', 'level and options of one rule: ID=error --max 10 (repeatable)'),
    )
    .option('--since <rev>', 'only findings that the changes since a git revision brought')
    .option(
      '--staged',
      'only findings that the changes staged in git bring; reads what is staged (with --fix: exit 1 until the fixes are staged)',
    )
    .option('--baseline <file>', 'leave out the findings that this file knows')
    .option('--no-baseline', 'use no baseline, whatever the settings say')
    .option('--update-baseline', 'write the present findings to the baseline')
    .addOption(
      repeatable('--suppress <rule>', 'write a comment that hides each finding of a rule (repeatable)'),
    )
    .option('--reason <text>', 'with --suppress: why')
    .option('--until <day>', 'with --suppress: the last day of the comments, such as 2027-01-31')
    .option('--no-inline-config', 'ignore comments in configurations that speak to pmta-lint')
    .option('--print-config', 'print what holds for a path, and where it was said')
    .option('--watch', 'check again whenever a file that was read changes, until Ctrl-C')
    .option('--stats', 'say on standard error what took how long');
  withReadingOptions(lint).action(async (paths: string[], options: LintOptions) => {
    const names = program.commands.map((command) => command.name());
    (await import('./usage-errors.ts')).refuseMistakenCommand(paths[0], names, surroundings.workingDirectory);
    const { lintCommand } = await import('./lint/run.ts');
    const check = (around: Surroundings): Promise<number> =>
      lintCommand(paths, options, around, PMTA_LINT_VERSION);
    setExitCode(
      options.watch === true
        ? await (await import('./lint/watch.ts')).watchCommand(paths, options, surroundings, check)
        : await check(surroundings),
    );
  });

  const effective = new Command('effective')
    .description('print what holds for a queue: each setting, where it was set, and what it beat')
    .argument('<domain>', 'the recipient domain, such as gmail.com')
    .argument('[config]', 'the configuration; none: ./config')
    .option('--vmta <name>', 'the VMTA of the queue; none: {default}')
    .addOption(new Option('--format <format>', 'how to print').choices(['pretty', 'json']));
  withReadingOptions(effective).action(
    async (domain: string, config: string | undefined, options: EffectiveOptions) => {
      const { effectiveCommand } = await import('./commands/effective.ts');
      setExitCode(await effectiveCommand(domain, config, options, surroundings));
    },
  );

  const compare = new Command('compare')
    .description('print what changes for mail between two configurations')
    .argument('<old-config>', 'a configuration, or REV:PATH for one in a git revision')
    .argument('<new-config>', 'the configuration that is to take its place')
    .addOption(
      new Option('--format <format>', 'how to print (default: "text")').choices(['text', 'json', 'markdown']),
    );
  withReadingOptions(compare).action(async (old: string, now: string, options: CompareOptions) => {
    const { compareCommand } = await import('./commands/compare.ts');
    setExitCode(await compareCommand(old, now, options, surroundings));
  });

  const explain = new Command('explain')
    .description('print what a rule, directive, section, action or bounce category means')
    .argument('<name>', 'one of these, such as max-smtp-out, mode=backoff or bad-mailbox')
    .option('--color', 'colour the output')
    .option('--no-color', 'do not colour the output')
    .action(async (name: string, options: { color?: boolean }) => {
      const { explainCommand } = await import('./explain/pages.ts');
      setExitCode(await explainCommand(name, options, surroundings));
    });

  const reply = new Command('reply')
    .description(
      'print what becomes of an SMTP reply: which patterns match, which decides, what PowerMTA does',
    )
    .usage(
      '[options] <domain> <reply> [config]\n       pmta-lint reply [options] [domain] --file <replies> [config]',
    )
    .argument('[domain]', 'the recipient domain, such as gmail.com')
    .argument('[reply]', 'the reply, in quotes, such as "421-4.7.28 Our system ..."; not with --file')
    .argument('[config]', 'the configuration; none: ./config')
    .option('--vmta <name>', 'the VMTA of the queue; none: {default}')
    .option('--file <replies>', 'all replies of a file: one a line, or an accounting file, which says where')
    .addOption(new Option('--format <format>', 'how to print (default: "text")').choices(['text', 'json']));
  withReadingOptions(reply).action(
    async (
      domain: string | undefined,
      text: string | undefined,
      config: string | undefined,
      options: ReplyOptions,
    ) => {
      const { replyCommand } = await import('./commands/reply.ts');
      setExitCode(await replyCommand([domain, text, config], options, surroundings));
    },
  );

  const rules = new Command('rules')
    .description('print the table of rules')
    .addOption(repeatable('--category <category>', 'rules of a category, such as throttling (repeatable)'))
    .option('--fixable', 'rules that have a fix')
    .addOption(new Option('--preset <preset>', 'rules that speak in a preset').choices(PRESETS))
    .addOption(new Option('--format <format>', 'how to print (default: "text")').choices(['text', 'json']))
    .option('--color', 'colour the output')
    .option('--no-color', 'do not colour the output')
    .action(async (options: RulesOptions) => {
      const { rulesCommand } = await import('./commands/rules.ts');
      setExitCode(await rulesCommand(options, surroundings));
    });

  const init = new Command('init')
    .description('write a settings file for the configurations at hand, and on request what CI needs')
    .option('--pre-commit', 'also write .pre-commit-config.yaml')
    .option('--github', 'also write .github/workflows/pmta-lint.yml')
    .option('--gitlab', 'also write .gitlab-ci.yml, or beside one a file to include')
    .addHelpText('after', '\nA file that exists is left as it is, and what it lacks is printed.')
    .action(async (options: InitOptions) => {
      const { initCommand } = await import('./commands/init.ts');
      setExitCode(await initCommand(options, surroundings, PMTA_LINT_VERSION));
    });

  const completion = new Command('completion')
    .description('print what makes a shell complete commands, options and their values')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      [
        '',
        'Put it where the shell looks, and start a new one:',
        '  pmta-lint completion bash > ~/.local/share/bash-completion/completions/pmta-lint',
        '  or, without the package bash-completion, in ~/.bashrc: source <(pmta-lint completion bash)',
        '  pmta-lint completion zsh > ~/.zfunc/_pmta-lint       with ~/.zfunc in fpath',
        '  pmta-lint completion fish > ~/.config/fish/completions/pmta-lint.fish',
      ].join('\n'),
    )
    .action(async (shell: Shell) => {
      const { completionCommand } = await import('./commands/completion.ts');
      setExitCode(await completionCommand(shell, program, surroundings));
    });

  const others = [effective, reply, compare, explain, rules, init, completion];
  program.addCommand(lint, { isDefault: true });
  for (const command of others) program.addCommand(command);
  for (const command of [program, lint, ...others]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => {
        written.push(surroundings.output.write(text));
      },
      // One line, whatever the library says in several.
      writeErr: ignore,
      outputError: ignore,
    });
  }
  return program;
}

async function carryOut(program: Command, argv: readonly string[]): Promise<void> {
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    // The library ends --help and --version by an error.
    if (!(error instanceof CommanderError && error.exitCode === 0)) throw error;
  }
}

/**
 * Runs the command.
 *
 * @param argv The arguments behind the program's name.
 * @returns The exit code: 0, 1 (findings, or a diff) or 2 (the job could not be done).
 */
export async function main(argv: readonly string[], surroundings = processSurroundings()): Promise<number> {
  let exitCode = 0;
  const written: Promise<void>[] = [];
  const setExitCode = (code: number): void => {
    exitCode = code;
  };
  const program = programFor(surroundings, setExitCode, written);
  try {
    await carryOut(program, argv);
    await Promise.all(written);
    return exitCode;
  } catch (error) {
    let messages: readonly string[];
    if (error instanceof UsageError) messages = error.lines;
    else if (error instanceof CommanderError) {
      messages = [(await import('./usage-errors.ts')).whatIsWrong(error, program, argv)];
    } else throw error;
    for (const message of messages) await surroundings.errors.write(`pmta-lint: ${visible(message)}\n`);
    return COULD_NOT;
  }
}
