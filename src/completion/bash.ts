import type { Completions, Offer, OfferedCommand } from './shape.ts';

/** Lines of shell that offer a value; `$typed` is what is typed of it, `$before` what leads to it. */
function offering(offer: Offer): string {
  switch (offer.kind) {
    case 'nothing':
      return ':';
    case 'files':
      return '_pmta_lint_paths -f';
    case 'folders':
      return '_pmta_lint_paths -d';
    case 'words':
      return `_pmta_lint_words ${offer.words.map(({ word }) => word).join(' ')}${offer.alsoFiles === true ? '; _pmta_lint_paths -f' : ''}`;
    case 'keyed':
      return [
        `if [[ $typed == *=* ]]; then before+=\${typed%%=*}=; typed=\${typed#*=}; ${offering(offer.then)}`,
        `else compopt -o nospace 2> /dev/null; _pmta_lint_words ${offer.words.map(({ word }) => `${word}=`).join(' ')}; fi`,
      ].join('\n        ');
  }
}

function functionOf({ name, options, arguments: places }: OfferedCommand): string {
  const branch = (pattern: string, offer: Offer): string =>
    `      ${pattern})\n        ${offering(offer)} ;;`;
  const valued = options.flatMap(({ flags, value }) => (value === null ? [] : [{ flags, ...value }]));
  return [
    `_pmta_lint_${name}() {`,
    '  case $1 in',
    '    flags)',
    `      _pmta_lint_words ${options.flatMap(({ flags }) => flags).join(' ')} ;;`,
    '    takes)',
    `      case $2 in ${[...valued.flatMap(({ flags }) => flags), "''"].join('|')}) return 0 ;; *) return 1 ;; esac ;;`,
    '    value) case $2 in',
    ...valued.map(({ flags, offer }) => branch(flags.join('|'), offer)),
    '      *) : ;;',
    '    esac ;;',
    '    place) case $2 in',
    ...places.map(({ variadic, offer }, index) => branch(variadic ? '*' : `${index}`, offer)),
    ...(places.some(({ variadic }) => variadic) ? [] : ['      *) : ;;']),
    '    esac ;;',
    '  esac',
    '}',
  ].join('\n');
}

/** The completions for bash, 3.2 too; words are joined again, since bash splits `--format=json` and `main:config`. */
export function bashCompletions({ program, byDefault, commands }: Completions): string {
  const names = commands.map(({ name }) => name);
  return `# Completions of ${program} for bash; "${program} completion bash" writes them.

_pmta_lint_words() {
  local word
  for word; do
    [[ $word == "$typed"* ]] || continue
    word=$before$word
    COMPREPLY+=("\${word#"$replaced"}")
  done
}

_pmta_lint_paths() {
  local word
  # Readline's own way with names of files is the best, but it is taken only where there is nothing else.
  [[ $1 == -f && \${#COMPREPLY[@]} == 0 ]] && compopt -o default 2> /dev/null && return
  compopt -o filenames 2> /dev/null
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$1" -- "$typed")
}

${commands.map(functionOf).join('\n\n')}

_pmta_lint() {
  local line=\${COMP_LINE:0:COMP_POINT} words=() index blank word
  for ((index = 0; index <= COMP_CWORD; index++)); do
    blank=\${line%%[![:space:]]*}
    line=\${line#"$blank"}
    word=\${COMP_WORDS[index]}
    ((index < COMP_CWORD)) || word=$line
    line=\${line#"$word"}
    if ((\${#words[@]} > 0)) && [[ -z $blank ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
  done

  COMPREPLY=()
  local last=$((\${#words[@]} - 1))
  local typed=\${words[last]} before='' replaced='' previous=\${words[last - 1]}
  if [[ $typed == [\\'\\"]* ]]; then
    typed=\${typed:1}
  else
    # What readline replaces begins behind the last of the characters that break words.
    word=\${typed##*["$COMP_WORDBREAKS"]}
    replaced=\${typed%"$word"}
  fi

  local command=${byDefault.name} from=1 place=0 open=''
  case \${words[1]} in ${names.join('|')})
    ((last < 2)) || { command=\${words[1]} from=2; } ;;
  esac
  for ((index = from; index < last; index++)); do
    word=\${words[index]}
    if [[ -n $open ]]; then open=''
    elif [[ $word == -- ]]; then place=$((place + last - index - 1)); from=-1; break
    elif [[ $word == -*=* ]]; then :
    elif [[ $word == -* ]]; then "_pmta_lint_$command" takes "$word" && open=$word
    else place=$((place + 1)); fi
  done

  if [[ -n $open ]]; then
    "_pmta_lint_$command" value "$previous"
  elif ((from >= 0)) && [[ $typed == --*=* ]]; then
    local flag=\${typed%%=*}
    before=$flag=
    typed=\${typed#*=}
    "_pmta_lint_$command" value "$flag"
  elif ((from >= 0)) && [[ $typed == -* ]]; then
    "_pmta_lint_$command" flags
  else
    ((last > 1)) || _pmta_lint_words ${names.join(' ')}
    "_pmta_lint_$command" place "$place"
  fi
}

complete -F _pmta_lint ${program}
`;
}
