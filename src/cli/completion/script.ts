import type { Command } from 'commander'
import type { Act } from '../settings/invocation.ts'
import { write } from '../terminal/output.ts'
import { bashScript } from './bash.ts'
import { placesOf, type Place } from './command-tree.ts'
import { fishScript } from './fish.ts'
import { zshScript } from './zsh.ts'

const scripts: Readonly<Record<string, (places: readonly Place[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}

/** Prints the script of one shell. */
export function complete(program: Command): Act {
  return async ({ args }) => {
    const script = scripts[String(args[0])]
    if (script !== undefined) await write(script(placesOf(program)))
  }
}
