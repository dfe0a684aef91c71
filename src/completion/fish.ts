import { wordLists, type Completions, type Offer, type OfferedCommand, type OfferedWord } from './shape.ts';

/** A text as one word of fish: in single quotes only the quote itself and the backslash mean something. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, String.raw`\$&`)}'`;
}

/** The arguments of fish's `complete` that offer a value. `-f` leaves files out, `-F` lets them in. */
function offering(offer: Offer, listName: (words: readonly OfferedWord[]) => string): string {
  switch (offer.kind) {
    case 'nothing':
      return '-f';
    case 'files':
      return '-F';
    case 'folders':
      return `-f -a '(__fish_complete_directories)'`;
    case 'words':
      return `${offer.alsoFiles === true ? '-F' : '-f'} -a '(${listName(offer.words)})'`;
    case 'keyed': {
      const then = offer.then.kind === 'words' ? listName(offer.then.words) : '__fish_complete_path';
      return `-f -a '(__pmta_lint_keyed ${listName(offer.words)} ${then})'`;
    }
  }
}

function linesOf(
  { name, options, arguments: places }: OfferedCommand,
  program: string,
  listName: (words: readonly OfferedWord[]) => string,
): string[] {
  const start = `complete -c ${program} -n '__pmta_lint_uses ${name}'`;
  const optionLines = options.map(({ flags, description, value }) => {
    const names = flags.map((flag) => flag.replace(/^--/, '-l ').replace(/^-(?=\w$)/, '-s '));
    const offer = value === null ? '' : ` -r ${offering(value.offer, listName)}`;
    return `${start} ${names.join(' ')}${offer} -d ${quoted(description)}`;
  });
  const placeLines = places.flatMap(({ offer }) =>
    offer.kind === 'nothing' ? [] : `${start} ${offering(offer, listName)}`,
  );
  return [...optionLines, ...new Set(placeLines)];
}

function functionOf(name: string, words: readonly OfferedWord[]): string {
  const lines = words.map(({ word, description }) =>
    quoted(description === '' ? word : `${word}\t${description}`),
  );
  return `function ${name}\n    printf '%s\\n' \\\n        ${lines.join(' \\\n        ')}\nend`;
}

/** The completions for fish. The position of an argument is not counted: everything that a command accepts is offered. */
export function fishCompletions(completions: Completions): string {
  const { program, byDefault, commands } = completions;
  const lists = wordLists(completions);
  const listName = (words: readonly OfferedWord[]): string => `__pmta_lint_list_${lists.indexOf(words)}`;
  return `# Completions of ${program} for fish; "${program} completion fish" writes them.

function __pmta_lint_uses
    set -l words (commandline -opc)
    set -l command ${byDefault.name}
    if set -q words[2]; and contains -- $words[2] ${commands.map(({ name }) => name).join(' ')}
        set command $words[2]
    end
    test $command = $argv[1]
end

function __pmta_lint_begins
    test (count (commandline -opc)) -eq 1
end

# __pmta_lint_keyed KEYS VALUES: KEY= first, then what may stand behind it
function __pmta_lint_keyed
    set -l typed (commandline -ct | string replace -r -- '^--[a-z-]+=' '' | string trim -c '\\'"')
    if string match -q -- '*=*' $typed
        set -l parts (string split -m 1 = -- $typed)
        for value in ($argv[2] $parts[2])
            echo $parts[1]=$value
        end
    else
        $argv[1] | string replace -r -- '^([^\\t]*)' '$1='
    end
end

${lists.map((words) => functionOf(listName(words), words)).join('\n\n')}

complete -c ${program} -e
complete -c ${program} -f
${commands.map(({ name, description }) => `complete -c ${program} -n __pmta_lint_begins -a ${name} -d ${quoted(description)}`).join('\n')}
${commands.flatMap((command) => linesOf(command, program, listName)).join('\n')}
`;
}
