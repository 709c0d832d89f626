import { valueFlags, type Expected, type Place } from './command-tree.ts'

/** A script for bash, 3.2 and later. Needs nothing beside bash. */
export function bashScript(places: readonly Place[]): string {
  const values = valueFlags(places)
  const commands = places.map(({ words }) => words).filter((words) => words !== '')
  return `# ilab-memory completion for bash
_ilab_memory() {
  local word=\${COMP_WORDS[COMP_CWORD]} place='' takes='' commands='' flags='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ -n $takes ]]; then takes=''; continue; fi
    case \${COMP_WORDS[i]} in
      ${[...values.keys()].join('|')}) takes=\${COMP_WORDS[i]} ;;
      -*) ;;
      *)
        case "$place \${COMP_WORDS[i]}" in
          ${commands.map((words) => `' ${words}'`).join('|')}) place="$place \${COMP_WORDS[i]}" ;;
        esac ;;
    esac
  done
  case $takes in
${[...values].map(([flag, expected]) => `    ${flag}) ${suggest(expected)}; return ;;`).join('\n')}
  esac
  case $place in
${places.map(atPlace).join('\n')}
  esac
  if [[ $word == -* ]]; then commands=$flags; fi
  if [[ $commands == '<path>' ]]; then ${suggest('path')}; return; fi
  COMPREPLY=($(compgen -W "$commands" -- "$word"))
}
complete -F _ilab_memory ilab-memory
`
}

function atPlace({ words, commands, flags, argument }: Place): string {
  const inner = commands.map(({ name }) => name)
  const expected = inner.length > 0 ? inner : argument
  const next = expected === 'path' ? '<path>' : expected === 'text' ? '' : expected.join(' ')
  const place = words === '' ? "''" : `' ${words}'`
  return `    ${place}) commands='${next}' flags='${flags.map(({ long }) => long).join(' ')}' ;;`
}

function suggest(expected: Expected): string {
  if (expected === 'text') return ':'
  if (expected === 'path')
    return `compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$word"))`
  return `COMPREPLY=($(compgen -W '${expected.join(' ')}' -- "$word"))`
}
