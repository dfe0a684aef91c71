import {
  wordLists,
  type Completions,
  type Offer,
  type OfferedCommand,
  type OfferedOption,
  type OfferedWord,
} from './shape.ts';

/** A text as one word of zsh. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A description inside a spec of `_arguments`, where brackets and colons mean something. */
function inSpec(text: string): string {
  return text.replace(/[[\]:\\]/g, String.raw`\$&`);
}

class Specs {
  readonly #lists: readonly (readonly OfferedWord[])[];
  readonly #keyed: Extract<Offer, { kind: 'keyed' }>[] = [];

  constructor(completions: Completions) {
    this.#lists = wordLists(completions);
  }

  #listName(words: readonly OfferedWord[]): string {
    return `_pmta_lint_list_${this.#lists.indexOf(words)}`;
  }

  /** The action of a spec that offers a value. */
  #action(offer: Offer): string {
    switch (offer.kind) {
      case 'nothing':
        return ' ';
      case 'files':
        return '_files';
      case 'folders':
        return '_files -/';
      case 'words':
        return this.#listName(offer.words);
      case 'keyed': {
        if (!this.#keyed.includes(offer)) this.#keyed.push(offer);
        return `_pmta_lint_keyed_${this.#keyed.indexOf(offer)}`;
      }
    }
  }

  #option({ flags, description, repeatable, value }: OfferedOption): string {
    const about = `[${inSpec(description)}]`;
    const taken = value === null ? '' : `:${inSpec(value.name)}:${this.#action(value.offer)}`;
    const [first = ''] = flags;
    if (flags.length === 1) {
      const sign = value === null ? '' : '=';
      return quoted(`${repeatable ? '*' : ''}${first}${sign}${about}${taken}`);
    }
    return `'(${flags.join(' ')})'{${flags.join(',')}}${quoted(`${about}${taken}`)}`;
  }

  commandFunction({ name, options, arguments: places }: OfferedCommand, begins: boolean): string {
    const specs = options.map((option) => this.#option(option));
    for (const [index, { name: what, variadic, offer }] of places.entries()) {
      const action = begins && index === 0 ? '_pmta_lint_begin' : this.#action(offer);
      specs.push(quoted(`${variadic ? '*' : index + 1}:${inSpec(what)}:${action}`));
    }
    return [`_pmta_lint_${name}() {`, '  _arguments -S : \\', `    ${specs.join(' \\\n    ')}`, '}'].join(
      '\n',
    );
  }

  listFunctions(): string[] {
    return this.#lists.map((words) => {
      const entries = words.map(({ word, description }) =>
        quoted(description === '' ? word : `${word}:${description}`),
      );
      const name = this.#listName(words);
      return [
        `${name}() {`,
        '  local -a offered=(',
        ...entries.map((entry) => `    ${entry}`),
        '  )',
        '  _describe -t values value offered "$@"',
        '}',
      ].join('\n');
    });
  }

  /** To be asked for behind the commands, which say what is needed. */
  keyedFunctions(): string[] {
    return this.#keyed.map((offer, index) =>
      [
        `_pmta_lint_keyed_${index}() {`,
        `  if compset -P '*='; then ${this.#action(offer.then)}; else ${this.#listName(offer.words)} -S =; fi`,
        '}',
      ].join('\n'),
    );
  }
}

/** The completions for zsh: a file for a folder of `fpath`, which can be sourced as well. */
export function zshCompletions(completions: Completions): string {
  const { program, byDefault, commands } = completions;
  const specs = new Specs(completions);
  const functions = [
    ...commands.map((command) => specs.commandFunction(command, command === byDefault)),
    ...specs.keyedFunctions(),
    ...specs.listFunctions(),
  ];
  return `#compdef ${program}
# Completions of ${program} for zsh; "${program} completion zsh" writes them.

_pmta_lint_begin() {
  local -a commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description.replaceAll(':', String.raw`\:`)}`)}`).join('\n')}
  )
  (( _pmta_lint_first )) && _describe -t commands command commands
  _files
}

${functions.join('\n\n')}

_${program}() {
  local _pmta_lint_first=$(( CURRENT == 2 ))
  if (( CURRENT > 2 )); then
    case $words[2] in
      (${commands.map(({ name }) => name).join('|')})
        shift words
        (( CURRENT-- ))
        "_pmta_lint_$words[1]"
        return ;;
    esac
  fi
  _pmta_lint_${byDefault.name}
}

if [[ $funcstack[1] == _${program} ]]; then
  _${program} "$@"
else
  compdef _${program} ${program}
fi
`;
}
