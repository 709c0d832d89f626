import { valueFlags, type Expected, type Place } from './command-tree.ts'

/** A script for zsh: a file of `fpath`, or read with `source` after `compinit`. */
export function zshScript(places: readonly Place[]): string {
  const values = valueFlags(places)
  const commands = places.map(({ words }) => words).filter((words) => words !== '')
  return `#compdef ilab-memory
# ilab-memory completion for zsh
_ilab_memory() {
  local place='' takes='' i
  local -a commands flags
  for ((i = 2; i < CURRENT; i++)); do
    if [[ -n $takes ]]; then takes=''; continue; fi
    case $words[i] in
      (${[...values.keys()].join('|')}) takes=$words[i] ;;
      (-*) ;;
      (*)
        case "$place $words[i]" in
          (${commands.map((words) => `' ${words}'`).join('|')}) place="$place $words[i]" ;;
        esac ;;
    esac
  done
  case $takes in
${[...values].map(([flag, expected]) => `    (${flag}) ${suggest(expected)}; return ;;`).join('\n')}
  esac
  case $place in
${places.map(atPlace).join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    _describe -o option flags
  elif [[ $commands[1] == '<path>' ]]; then
    _files
  elif (( $#commands )); then
    _describe command commands
  fi
}
if [[ $funcstack[1] == _ilab_memory ]]; then _ilab_memory "$@"; else compdef _ilab_memory ilab-memory; fi
`
}

function atPlace({ words, commands, flags, argument }: Place): string {
  const inner = commands.map(({ name, about }) => described(name, about))
  const next =
    inner.length > 0 ? inner : argument === 'path' ? ["'<path>'"] : argument === 'text' ? [] : argument
  const options = flags.map(({ long, about }) => described(long, about))
  const place = words === '' ? "''" : `' ${words}'`
  return `    (${place})
      commands=(${next.join(' ')})
      flags=(${options.join(' ')}) ;;`
}

/** \`'name:what it does'\`, in which a colon ends the name and a quote the word. */
function described(name: string, about: string): string {
  return `'${name}:${about.replaceAll("'", `'\\''`)}'`
}

function suggest(expected: Expected): string {
  if (expected === 'text') return "_message 'a value'"
  return expected === 'path' ? '_files' : `compadd ${expected.join(' ')}`
}
