import { valueFlags, type Expected, type Flag, type Place } from './command-tree.ts'

/** A script for fish, 3.0 and later. */
export function fishScript(places: readonly Place[]): string {
  const values = valueFlags(places)
  const commands = places.map(({ words }) => words).filter((words) => words !== '')
  return `# ilab-memory completion for fish
function __ilab_memory_is_at
    set -l place ''
    set -l takes ''
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        if test -n "$takes"
            set takes ''
            continue
        end
        switch $word
            case ${[...values.keys()].join(' ')}
                set takes $word
            case '-*'
            case '*'
                switch "$place $word"
                    case ${commands.map((words) => `' ${words}'`).join(' ')}
                        set place "$place $word"
                end
        end
    end
    test "$place" = "$argv[1]"
end
complete -c ilab-memory -f
${places.flatMap(atPlace).join('\n')}
`
}

function atPlace({ words, commands, flags, argument }: Place): string[] {
  const here = `complete -c ilab-memory -n "__ilab_memory_is_at '${words === '' ? '' : ` ${words}`}'"`
  const inner = commands.map(({ name, about }) => `${here} -a ${name} -d ${quoted(about)}`)
  return [
    ...inner,
    ...(inner.length > 0 ? [] : operand(here, argument)),
    ...flags.map((flag) => option(here, flag)),
  ]
}

function operand(here: string, argument: Expected): string[] {
  if (argument === 'text') return []
  return [argument === 'path' ? `${here} -F` : `${here} -a ${quoted(argument.join(' '))}`]
}

function option(here: string, { long, short, takes, about }: Flag): string {
  const names = `-l ${long.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`
  const value =
    takes === null
      ? ''
      : takes === 'text'
        ? ' -x'
        : takes === 'path'
          ? ' -r -F'
          : ` -x -a ${quoted(takes.join(' '))}`
  return `${here} ${names}${value} -d ${quoted(about)}`
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", `\\'`)}'`
}
