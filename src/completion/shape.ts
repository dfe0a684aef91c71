import type { Argument, Command, Option } from 'commander';

/** A word that a shell can put in, and what it means. */
export interface OfferedWord {
  readonly word: string;
  readonly description: string;
}

/** What a shell can offer for a value. `keyed` is `WORD=…`, such as `sarif=report.sarif`; `then` goes after the sign. */
export type Offer =
  | { readonly kind: 'nothing' | 'files' | 'folders' }
  | { readonly kind: 'words'; readonly words: readonly OfferedWord[] }
  | { readonly kind: 'keyed'; readonly words: readonly OfferedWord[]; readonly then: Offer };

/** An option of a command. */
export interface OfferedOption {
  /** `--format`, and where there is one `-h`; the long one first. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly repeatable: boolean;
  /** Of its value; null for an option without one. */
  readonly value: { readonly name: string; readonly offer: Offer } | null;
}

/** An argument of a command by its place. */
export interface OfferedArgument {
  readonly name: string;
  readonly variadic: boolean;
  readonly offer: Offer;
}

/** A command as shells see it. */
export interface OfferedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OfferedOption[];
  readonly arguments: readonly OfferedArgument[];
}

/** All that a shell can complete; `byDefault` is the command that runs if none is named. */
export interface Completions {
  readonly program: string;
  readonly byDefault: OfferedCommand;
  /** All, `byDefault` first. */
  readonly commands: readonly OfferedCommand[];
}

/** What the values of options and arguments are, by what stands in the angle brackets: `<file>`, `<rule>`. */
export type Vocabulary = ReadonlyMap<string, Offer>;

function wordsOf(words: readonly string[]): Offer {
  return { kind: 'words', words: words.map((word) => ({ word, description: '' })) };
}

/** `explain name` is looked up before `name`: a name may have a meaning of its own in one command. */
function offerFor(
  command: string,
  name: string,
  choices: readonly string[] | undefined,
  known: Vocabulary,
): Offer {
  if (choices !== undefined) return wordsOf(choices);
  return known.get(`${command} ${name}`) ?? known.get(name) ?? { kind: 'nothing' };
}

function optionOf(option: Option, command: string, known: Vocabulary): OfferedOption {
  const name = /<(.+)>/.exec(option.flags)?.[1];
  return {
    flags: [option.long, option.short].filter((flag) => flag != null),
    description: option.description,
    repeatable: Array.isArray(option.defaultValue),
    value: name === undefined ? null : { name, offer: offerFor(command, name, option.argChoices, known) },
  };
}

function argumentOf(argument: Argument, command: string, known: Vocabulary): OfferedArgument {
  const [name, { variadic, argChoices }] = [argument.name(), argument];
  return { name, variadic, offer: offerFor(command, name, argChoices, known) };
}

function commandOf(command: Command, known: Vocabulary): OfferedCommand {
  const help = command.createHelp();
  return {
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).map((option) => optionOf(option, command.name(), known)),
    arguments: command.registeredArguments.map((argument) => argumentOf(argument, command.name(), known)),
  };
}

/**
 * What shells can complete, out of the definitions that the command itself is made of.
 *
 * @param byDefault The name of the command that runs where none is named: its options stand at the top too.
 */
export function completionsOf(program: Command, byDefault: string, known: Vocabulary): Completions {
  const commands = program
    .createHelp()
    .visibleCommands(program)
    .map((command) => commandOf(command, known));
  const usual = commands.find(({ name }) => name === byDefault);
  if (usual === undefined) throw new Error(`there is no command ${byDefault}`);
  const own = program
    .createHelp()
    .visibleOptions(program)
    .map((option) => optionOf(option, '', known))
    .filter(({ flags }) => !usual.options.some((option) => option.flags[0] === flags[0]));
  const withOwn = { ...usual, options: [...usual.options, ...own] };
  const others = commands.filter((command) => command !== usual);
  return { program: program.name(), byDefault: withOwn, commands: [withOwn, ...others] };
}

/** Each offer that has words, once: shells keep a list of them under a name. */
export function wordLists({ commands }: Completions): readonly (readonly OfferedWord[])[] {
  const lists = new Set<readonly OfferedWord[]>();
  const add = (offer: Offer): void => {
    if (offer.kind === 'words' || offer.kind === 'keyed') lists.add(offer.words);
    if (offer.kind === 'keyed') add(offer.then);
  };
  for (const { options, arguments: places } of commands) {
    for (const { value } of options) if (value !== null) add(value.offer);
    for (const { offer } of places) add(offer);
  }
  return [...lists];
}
