import type { Command } from 'commander';

/** A word that a shell can put in, and what it means. */
export interface OfferedWord {
  readonly word: string;
  readonly description: string;
}

/** What a shell can offer for a value. `keyed` is `WORD=…`, such as `sarif=report.sarif`; `then` goes after the sign. */
export type Offer =
  | { readonly kind: 'nothing' | 'files' | 'folders' }
  /** With `alsoFiles` also names of files. */
  | { readonly kind: 'words'; readonly words: readonly OfferedWord[]; readonly alsoFiles?: true }
  | { readonly kind: 'keyed'; readonly words: readonly OfferedWord[]; readonly then: Offer };

export interface OfferedOption {
  readonly flags: readonly string[];
  readonly description: string;
  readonly repeatable: boolean;
  readonly value: { readonly name: string; readonly offer: Offer } | null;
}

export interface OfferedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OfferedOption[];
  readonly arguments: readonly { readonly name: string; readonly variadic: boolean; readonly offer: Offer }[];
}

/** All that a shell can complete; `byDefault` is the command that runs if none is named. */
export interface Completions {
  readonly program: string;
  readonly byDefault: OfferedCommand;
  /** All, `byDefault` first. */
  readonly commands: readonly OfferedCommand[];
}

/** What the values of options and arguments are, by what is in the angle brackets: `<file>`, `<rule>`. */
export type Vocabulary = ReadonlyMap<string, Offer>;

/** `explain name` is looked up before `name`: a name may have a meaning of its own in one command. */
function offerFor(
  command: string,
  name: string,
  choices: readonly string[] | undefined,
  known: Vocabulary,
): Offer {
  if (choices !== undefined)
    return { kind: 'words', words: choices.map((word) => ({ word, description: '' })) };
  return known.get(`${command} ${name}`) ?? known.get(name) ?? { kind: 'nothing' };
}

function optionsOf(command: Command, known: Vocabulary): OfferedOption[] {
  const options = command.createHelp().visibleOptions(command);
  return options.map(({ flags, long, short, description, defaultValue, argChoices }) => {
    const name = /<(.+)>/.exec(flags)?.[1];
    return {
      flags: [long, short].filter((flag) => flag != null),
      description,
      repeatable: Array.isArray(defaultValue),
      value: name === undefined ? null : { name, offer: offerFor(command.name(), name, argChoices, known) },
    };
  });
}

function commandOf(command: Command, known: Vocabulary): OfferedCommand {
  return {
    name: command.name(),
    description: command.description(),
    options: optionsOf(command, known),
    arguments: command.registeredArguments.map((argument) => {
      const name = argument.name();
      const offer = offerFor(command.name(), name, argument.argChoices, known);
      return { name, variadic: argument.variadic, offer };
    }),
  };
}

/** What shells can complete; the options of the command `byDefault`, which runs where none is named, are at the top too. */
export function completionsOf(program: Command, byDefault: string, known: Vocabulary): Completions {
  const commands = program
    .createHelp()
    .visibleCommands(program)
    .map((command) => commandOf(command, known));
  const usual = commands.find(({ name }) => name === byDefault);
  if (usual === undefined) throw new Error(`there is no command ${byDefault}`);
  const usualFlags = new Set(usual.options.map(({ flags }) => flags[0]));
  const own = optionsOf(program, known).filter(({ flags }) => !usualFlags.has(flags[0]));
  const withOwn = { ...usual, options: [...usual.options, ...own] };
  const others = commands.filter((command) => command !== usual);
  return { program: program.name(), byDefault: withOwn, commands: [withOwn, ...others] };
}

/** Each offer that has words, once: shells keep a list of them under a name. */
export function wordLists({ commands }: Completions): readonly (readonly OfferedWord[])[] {
  const listsOf = (offer: Offer): (readonly OfferedWord[])[] => {
    if (offer.kind === 'keyed') return [offer.words, ...listsOf(offer.then)];
    return offer.kind === 'words' ? [offer.words] : [];
  };
  const offers = commands.flatMap(({ options, arguments: places }) => [
    ...options.flatMap(({ value }) => value?.offer ?? []),
    ...places.map(({ offer }) => offer),
  ]);
  return [...new Set(offers.flatMap(listsOf))];
}
