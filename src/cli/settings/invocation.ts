import { Option, type Command } from 'commander'
import { resolveSettings, type Settings } from './settings.ts'
import type { SharedOptions } from './sources.ts'

/** One call of a command: what was written, and what follows from it. */
export interface Invocation {
  readonly args: readonly unknown[]
  readonly options: SharedOptions & Readonly<Record<string, unknown>>
  readonly settings: Settings
  readonly isJson: boolean
}

/** The work of a command. */
export type Act = (invocation: Invocation) => Promise<void>

/**
 * Gives a command its work, which is loaded when the command is called and not before.
 *
 * @param looksAround - whether, with these options, a configuration file of the working directory counts
 */
export function act(
  command: Command,
  load: () => Promise<Act>,
  looksAround: (options: Invocation['options']) => boolean = () => true,
): Command {
  return command.action(async () => {
    const options: Invocation['options'] = { ...rootOf(command).opts(), ...command.opts() }
    const run = await load()
    await run({
      args: command.processedArgs as readonly unknown[],
      options,
      settings: resolveSettings(options, process.env, looksAround(options)),
      isJson: options['json'] === true,
    })
  })
}

/**
 * Adds the options that every command takes. They belong to each command itself: an option of the program would be
 * found anywhere, also inside the value of another option, which may be a text of another person.
 */
export function addSharedOptions(command: Command): Command {
  return command
    .optionsGroup('Options everywhere:')
    .option('-u, --user <id>', 'whose memory (ILAB_MEMORY_USER)')
    .addOption(new Option('--email <address>', 'the user by e-mail address, hashed with USER_ID_SALT'))
    .option(
      '-s, --store <place>',
      'a file, a folder/ with a file per user, or a postgres:// URL (ILAB_MEMORY_DB_PATH)',
    )
    .addOption(new Option('--db-path <place>', 'another name of --store').hideHelp())
    .option(
      '--role <role>',
      "'owner': connect to PostgreSQL as the owner of the tables (ILAB_MEMORY_ROLE; application)",
    )
    .option('--schema <name>', 'schema of a PostgreSQL database (ILAB_MEMORY_SCHEMA; ilab_memory)')
    .option('-c, --config <file>', 'configuration file (ilab-memory.json, if it is there)')
    .option(
      '--embedder <name>',
      'also search by sense: minilm, openai, ollama or none (ILAB_MEMORY_EMBEDDER)',
    )
    .option('--json', 'write JSON, with the names of the wire')
    .option('-q, --quiet', 'show no progress')
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent)
}
