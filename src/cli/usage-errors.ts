import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command, CommanderError, Option } from 'commander';
import { listOf } from '../engine/message.ts';
import { nearest } from '../catalog/nearest.ts';
import { UsageError } from '../base/usage-error.ts';

function optionOf(command: Command, flags: string): Option | undefined {
  return command.options.find((option) => option.flags === flags || option.long === flags);
}

function valueWanted(option: Option | undefined): string {
  const choices = option?.argChoices;
  if (choices !== undefined) return listOf(choices, choices.length, 'or');
  return /<.+>/.exec(option?.flags ?? '')?.[0] ?? 'a value';
}

/** What to say of an option that nothing has. */
function unknownOption(program: Command, used: Command, message: string): string {
  const [, flag = ''] = /unknown option '([^]*?)'(?:\n|$)/.exec(message) ?? [];
  const [, near] = /\(Did you mean (--?[\w-]+)\?\)/.exec(message) ?? [];
  const valued = optionOf(used, flag.replace(/=[^]*$/, ''));
  if (valued !== undefined)
    return `${valued.long ?? flag} takes no value; leave out '${flag.slice(flag.indexOf('='))}'`;
  const elsewhere = program.commands.find(
    (command) => command !== used && command.options.some(({ long }) => long === flag),
  );
  if (elsewhere !== undefined) {
    return `there is no option '${flag}' for 'pmta-lint ${used.name()}'; '${elsewhere.name()}' takes it`;
  }
  const help = `pmta-lint ${used.name()} --help`;
  return `there is no option '${flag}'; ${near === undefined ? `${help} lists all` : `did you mean '${near}'?`}`;
}

/** What is wrong with a call that the command line library refuses, and what would be right, in one sentence. */
export function whatIsWrong(error: CommanderError, program: Command, argv: readonly string[]): string {
  const { code, message } = error;
  const used =
    program.commands.find((command) => command.name() === argv[0]) ??
    program.commands.find((command) => command.name() === 'lint') ??
    program;
  const [, flags = '', value = ''] = /option '([^']*)' argument '([^]*)' is invalid/.exec(message) ?? [];
  switch (code) {
    case 'commander.unknownOption':
      return unknownOption(program, used, message);
    case 'commander.optionMissingArgument': {
      const [, missing = ''] = /option '([^']*)' argument missing/.exec(message) ?? [];
      const option = optionOf(used, missing);
      return `${option?.long ?? missing} needs ${option?.argChoices === undefined ? 'a value' : 'one of its values'}: ${valueWanted(option)}`;
    }
    case 'commander.invalidArgument': {
      const [, word, place] = /argument value '([^]*)' is invalid for argument '([^']*)'/.exec(message) ?? [];
      const argument = used.registeredArguments.find((one) => one.name() === place);
      if (word !== undefined && argument?.argChoices !== undefined) {
        const near = nearest(word, argument.argChoices);
        const hint =
          near === undefined ? `give ${listOf(argument.argChoices, 8, 'or')}` : `did you mean '${near}'?`;
        return `the ${argument.name()} cannot be '${word}'; ${hint}`;
      }
      const option = optionOf(used, flags);
      if (option?.argChoices === undefined) {
        return `${option?.long ?? flags} cannot be '${value}'; ${message.slice(message.indexOf('is invalid. ') + 12)}`;
      }
      const near = nearest(value, option.argChoices);
      const hint = near === undefined ? `give ${valueWanted(option)}` : `did you mean '${near}'?`;
      return `${option.long ?? flags} cannot be '${value}'; ${hint}`;
    }
    case 'commander.missingArgument':
    case 'commander.excessArguments': {
      const [, missing] = /missing required argument '([^']*)'/.exec(message) ?? [];
      const what = missing === undefined ? 'there are too many arguments' : `the ${missing} is missing`;
      const form = used.registeredArguments.map((one) =>
        one.required ? `<${one.name()}>` : `[${one.name()}]`,
      );
      const quotes = used.name() === 'reply' ? ', the reply in quotes' : '';
      return `${what}; write pmta-lint ${[used.name(), ...form].join(' ')}${quotes}`;
    }
    default:
      return message.replace(/^error: /, '');
  }
}

/**
 * Throws a UsageError for a path that is none, and that was most likely meant as a command: the default command would
 * only say that there is no such file.
 */
export function refuseMistakenCommand(
  path: string | undefined,
  commands: readonly string[],
  workingDirectory: string,
): void {
  if (path === undefined || !/^[A-Za-z-]+$/.test(path) || existsSync(resolve(workingDirectory, path))) return;
  if (['help', 'version'].includes(path)) {
    throw new UsageError(`there is no command and no file '${path}'; did you mean --${path}?`);
  }
  const near = nearest(path, commands);
  if (near !== undefined) {
    throw new UsageError(`there is no command and no file '${path}'; did you mean the command '${near}'?`);
  }
}
