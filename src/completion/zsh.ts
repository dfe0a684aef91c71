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

interface Names {
  readonly list: (words: readonly OfferedWord[]) => string;
  readonly keyed: (offer: Extract<Offer, { kind: 'keyed' }>) => string;
}

function actionOf(offer: Offer, names: Names): string {
  switch (offer.kind) {
    case 'nothing':
      return ' ';
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    case 'words':
      return offer.alsoFiles === true ? `{${names.list(offer.words)}; _files}` : names.list(offer.words);
    case 'keyed':
      return names.keyed(offer);
  }
}

function optionSpec({ flags, description, repeatable, value }: OfferedOption, names: Names): string {
  const about = `[${inSpec(description)}]`;
  const taken = value === null ? '' : `:${inSpec(value.name)}:${actionOf(value.offer, names)}`;
  const sign = value === null ? '' : '=';
  if (flags.length === 1) return quoted(`${repeatable ? '*' : ''}${flags[0] ?? ''}${sign}${about}${taken}`);
  return `'(${flags.join(' ')})'{${flags.join(',')}}${quoted(`${about}${taken}`)}`;
}

function commandFunction(
  { name, options, arguments: places }: OfferedCommand,
  begins: boolean,
  names: Names,
) {
  const placeSpecs = places.map(({ name: what, variadic, offer }, index) => {
    const action = begins && index === 0 ? '_pmta_lint_begin' : actionOf(offer, names);
    return quoted(`${variadic ? '*' : index + 1}:${inSpec(what)}:${action}`);
  });
  const specs = [...options.map((option) => optionSpec(option, names)), ...placeSpecs].join(' \\\n    ');
  return `_pmta_lint_${name}() {\n  _arguments -S : \\\n    ${specs}\n}`;
}

function listFunction(name: string, words: readonly OfferedWord[]): string {
  const entries = words.map(
    ({ word, description }) => `    ${quoted(description === '' ? word : `${word}:${description}`)}`,
  );
  return `${name}() {
  local -a offered=(
${entries.join('\n')}
  )
  _describe -t values value offered "$@"
}`;
}

/** The completions for zsh: a file for a folder of `fpath`, which can be sourced as well. */
export function zshCompletions(completions: Completions): string {
  const { program, byDefault, commands } = completions;
  const lists = wordLists(completions);
  const keyed: Extract<Offer, { kind: 'keyed' }>[] = [];
  const names: Names = {
    list: (words) => `_pmta_lint_list_${lists.indexOf(words)}`,
    keyed: (offer) => {
      if (!keyed.includes(offer)) keyed.push(offer);
      return `_pmta_lint_keyed_${keyed.indexOf(offer)}`;
    },
  };
  // The commands come first, since they decide which other functions are needed.
  const functions = commands.map((command) => commandFunction(command, command === byDefault, names));
  for (const offer of keyed)
    functions.push(
      `${names.keyed(offer)}() {
  if compset -P '*='; then ${actionOf(offer.then, names)}; else ${names.list(offer.words)} -S =; fi
}`,
    );
  for (const words of lists) functions.push(listFunction(names.list(words), words));
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
