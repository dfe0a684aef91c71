import { Argument, Command } from 'commander';
import { oneOf, SHELLS, type Shell } from '../options.ts';
import type { CliContext } from '../terminal.ts';

async function completionsFor(shell: Shell, program: Command): Promise<string> {
  const { completionsOf } = await import('../../completion/shape.ts');
  const { vocabulary } = await import('../completion-words.ts');
  const completions = completionsOf(program, 'lint', vocabulary(program.commands));
  if (shell === 'bash') return (await import('../../completion/bash.ts')).bashCompletions(completions);
  if (shell === 'zsh') return (await import('../../completion/zsh.ts')).zshCompletions(completions);
  return (await import('../../completion/fish.ts')).fishCompletions(completions);
}

/** `completion`: prints the completions for a shell, made from the definitions of the commands. */
export function completionCommand(context: CliContext, setExitCode: (code: number) => void): Command {
  const command = new Command('completion');
  return command
    .description('print what makes a shell complete commands, options and their values')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS).argParser(oneOf('the shell', SHELLS)))
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
      await context.output.write(await completionsFor(shell, command.parent ?? command));
      setExitCode(0);
    });
}
