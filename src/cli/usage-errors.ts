import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command, CommanderError, Option } from 'commander';
import { UsageError } from '../base/usage-error.ts';
import { closest, nearest } from '../catalog/nearest.ts';
import { listOf } from '../engine/message.ts';
import type { WrongValueError } from './options.ts';

function wantedValue({ argChoices, flags }: Option): string {
  if (argChoices !== undefined) return `one of its values: ${listOf(argChoices, argChoices.length, 'or')}`;
  return `a value: ${/<.+>/.exec(flags)?.[0] ?? ''}`;
}

function unknownOption(command: Command, flag: string): string {
  const [name = '', value] = flag.split('=', 2);
  if (value !== undefined && command.options.some(({ long }) => long === name))
    return `${name} takes no value; leave out '${flag.slice(name.length)}'`;
  const elsewhere = command.parent?.commands.find((other) => other.options.some(({ long }) => long === flag));
  if (elsewhere !== undefined)
    return `there is no option '${flag}' for 'pmta-lint ${command.name()}'; '${elsewhere.name()}' takes it`;
  const known = [command, command.parent ?? command].flatMap((one) => one.createHelp().visibleOptions(one));
  const flags = new Set(known.flatMap(({ long }) => long ?? []));
  const near = nearest(flag, flags);
  const hint =
    near === undefined ? `pmta-lint ${command.name()} --help lists all` : `did you mean '${near}'?`;
  return `there is no option '${flag}'; ${hint}`;
}

function wrongArguments(command: Command): string {
  const { args, registeredArguments } = command;
  const missing = registeredArguments.find(({ required }, index) => required && args[index] === undefined);
  const what = missing === undefined ? 'there are too many arguments' : `the ${missing.name()} is missing`;
  const [form = ''] = command.usage().replace('[options] ', '').split('\n');
  const quotes = command.name() === 'reply' ? ', the reply in quotes' : '';
  return `${what}; write pmta-lint ${command.name()} ${form}${quotes}`;
}

export function wrongValue({ subject, value, wanted }: WrongValueError): string {
  const near = typeof wanted === 'string' ? undefined : nearest(value, wanted);
  const words = typeof wanted === 'string' ? wanted : listOf(wanted, wanted.length, 'or');
  return `${subject} cannot be '${value}'; ${near === undefined ? `give ${words}` : `did you mean '${near}'?`}`;
}

/** What is wrong with a call that the command line library refuses, and what would be right, in one sentence. */
export function refusal(
  { code, message }: CommanderError,
  command: Command,
  argv: readonly string[],
): string {
  switch (code) {
    case 'commander.unknownOption':
      return unknownOption(command, command.args.find((word) => /^-./.test(word)) ?? '');
    case 'commander.optionMissingArgument': {
      // Its value is missing only if it is the last word.
      const flag = argv.at(-1) ?? '';
      const option = command.options.find(({ long, short }) => flag === long || flag === short);
      return option === undefined ? message : `${flag} needs ${wantedValue(option)}`;
    }
    case 'commander.missingArgument':
    case 'commander.excessArguments':
      return wrongArguments(command);
    default:
      return message;
  }
}

/** What other programs call a command of ours. */
const ELSEWHERE: Readonly<Record<string, string>> = { check: 'lint', diff: 'compare', fmt: 'format' };

/** The command that a word was probably meant as, misspelt or as other programs call it; undefined for none. */
export function commandMeant(word: string, commands: readonly string[]): string | undefined {
  const elsewhere = Object.hasOwn(ELSEWHERE, word) ? ELSEWHERE[word] : undefined;
  if (elsewhere !== undefined && commands.includes(elsewhere)) return elsewhere;
  // `nearest` takes no word of three letters.
  const [near] = word.length === 3 ? closest(word, commands, 1) : [];
  return nearest(word, commands) ?? (near?.startsWith(word.charAt(0)) === true ? near : undefined);
}

/** Throws a UsageError for a path that does not exist and that was most likely meant as a command. */
export function refuseMistakenCommand(
  path: string | undefined,
  commands: readonly string[],
  workingDirectory: string,
): void {
  if (path === undefined || !/^[A-Za-z-]+$/.test(path) || existsSync(resolve(workingDirectory, path))) return;
  const near = commandMeant(path, commands);
  if (near === undefined) return;
  throw new UsageError(`there is no command and no file '${path}'; did you mean the command '${near}'?`);
}
