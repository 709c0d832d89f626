import type { Argument, Command, Option } from 'commander'
import { scopes } from '../../server/access/caller/caller.ts'
import { acceptedTypes, resolveConfig } from '../../memory/config/config.ts'

/** Suggestions for one place: none, a path, or one of these words. */
export type Expected = 'text' | 'path' | readonly string[]

export interface Flag {
  readonly long: string
  readonly short: string | undefined
  /** Suggestions for its value; null for an option without one. */
  readonly takes: Expected | null
  readonly about: string
}

/** One command, or a group of them, with what may follow. */
export interface Place {
  /** `session start`; empty for the program itself. */
  readonly words: string
  readonly commands: readonly { readonly name: string; readonly about: string }[]
  readonly flags: readonly Flag[]
  readonly argument: Expected
}

/** Every place of a command line where something can be completed, from the commands themselves. */
export function placesOf(program: Command): Place[] {
  return placesUnder(program, '')
}

function placesUnder(command: Command, words: string): Place[] {
  const inner = command.createHelp().visibleCommands(command)
  const options = command.createHelp().visibleOptions(command)
  const place = {
    words,
    commands: inner.map((child) => ({ name: child.name(), about: firstSentence(child.description()) })),
    flags: options.flatMap(flagsOf),
    argument: expectedArgument(command.registeredArguments[0]),
  }
  return [place, ...inner.flatMap((child) => placesUnder(child, `${words} ${child.name()}`.trim()))]
}

function flagsOf(option: Option): Flag[] {
  if (option.long === undefined) return []
  const takes = option.required || option.optional ? expectedValue(option) : null
  return [{ long: option.long, short: option.short, takes, about: firstSentence(option.description) }]
}

/** Words are suggested; others may be accepted, such as types of a configuration. */
function expectedValue({ long = '', flags, argChoices }: Option): Expected {
  if (/^--types?(-exclude)?$/.test(long)) return [...acceptedTypes(resolveConfig())]
  if (long === '--scopes') return scopes
  if (argChoices !== undefined) return argChoices
  return /<(file|place|path)>/.test(flags) ? 'path' : 'text'
}

function expectedArgument(argument: Argument | undefined): Expected {
  if (argument?.argChoices !== undefined) return argument.argChoices
  return argument !== undefined && ['path', 'to', 'from'].includes(argument.name()) ? 'path' : 'text'
}

function firstSentence(text: string): string {
  return text.split(/[;.(] ?/)[0]?.trim() ?? ''
}

/** Options with a value, anywhere, with what follows them: the same everywhere. */
export function valueFlags(places: readonly Place[]): Map<string, Expected> {
  const flags = new Map<string, Expected>()
  for (const { long, short, takes } of places.flatMap((place) => place.flags)) {
    if (takes === null) continue
    flags.set(long, takes)
    if (short !== undefined) flags.set(short, takes)
  }
  return flags
}
