import { Command } from 'commander'
import type { OperationName } from '../wire/operations.ts'
import { errorCodes } from '../core/errors/errors.ts'
import { errorForms } from '../core/errors/error-forms.ts'
import { incompleteExit, unexpectedExit, unhealthyExit } from './terminal/exit-codes.ts'
import { act, addSharedOptions } from './settings/invocation.ts'
import { routes } from '../wire/routes.ts'
import type { OperationCommand, SpecialName } from './commands/operations/operation-command.ts'
import { operationCommands } from './commands/operations/operation-commands.ts'
import { fieldsOf } from './commands/operations/operation-fields.ts'
import { addOperatorCommands } from './commands/operator-commands.ts'
import { addExamples } from './commands/program-help.ts'
import { operationNamed, runOperation } from './commands/operations/run-operation.ts'
import { addSpecialCommands } from './commands/special-commands.ts'
import { defaultStorePath } from './settings/store-location.ts'

/** An operation's command, and what gives it its description, arguments and options. */
interface Entry {
  readonly command: Command
  readonly describe: () => void
}

/**
 * The whole command line.
 *
 * An operation's options are made of the schema of its input, which takes a while for all of them. Where the arguments
 * begin with the name of a command, other operations have names alone.
 *
 * @param isJson - whether failures are told as JSON, without a help for people before them
 * @param args - what will be parsed. Default: unknown, so all commands are described
 */
export function buildProgram(version: string, isJson = false, args: readonly string[] = []): Command {
  const program = addSharedOptions(new Command('ilab-memory'))
    .description("Memory for applications with many users. Each user's is invisible to every other user.")
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show how a command is used')
    .helpCommand('help [command]', 'show how a command is used')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => undefined, ...(isJson ? { writeErr: () => undefined } : {}) })
    // Aliases are the names of the wire. They work, and the list of commands does without them.
    .configureHelp({
      subcommandTerm: (command) =>
        `${command.name()} ${command.usage().replace('[options] ', '').replace('[options]', '')}`.trim(),
    })
    .commandsGroup('Memory:')
  const session = program
    .command('session')
    .description('start, end, sum up, list, correct or forget a session')
    .helpCommand(false)
  const thread = program
    .command('thread')
    .description('append to a log of raw messages, read it, take away from it')
    .helpCommand(false)
  const names = Object.keys(operationCommands) as Exclude<OperationName, SpecialName>[]
  const entries = names.flatMap((name) => addOperation(program, { session, thread }, name))
  addSpecialCommands(program)
  addOperatorCommands(program)
  const meant = meantCommand(program, args)
  for (const { command, describe } of entries) if (meant === null || command === meant) describe()
  program.addHelpText('after', () => afterword())
  return program
}

/** Finds the command that the arguments begin with; null where what they ask for may tell of all. */
function meantCommand(program: Command, args: readonly string[]): Command | null {
  let meant = program
  for (const word of args) {
    if (meant !== program && meant.commands.length === 0) break
    const found = meant.commands.find(
      (command) => command.name() === word || command.aliases().includes(word),
    )
    if (found === undefined || word === 'completion') return null
    meant = found
  }
  return meant.commands.length === 0 ? meant : null
}

function addOperation(
  program: Command,
  groups: Readonly<Record<string, Command>>,
  name: Exclude<OperationName, SpecialName>,
): Entry[] {
  const operationCommand = operationCommands[name] as OperationCommand
  const [group = '', word = group] = operationCommand.words.split(' ')
  const parent = groups[group]
  const commands =
    parent === undefined
      ? [program.command(word).alias(name)]
      : [parent.command(word), program.command(name, { hidden: true })]
  return commands.map((command) => ({
    command,
    describe: () => describeOperation(command, name, operationCommand),
  }))
}

function describeOperation(
  command: Command,
  name: Exclude<OperationName, SpecialName>,
  { about: purpose, argument, input, fields, negatable, examples, words }: OperationCommand,
): void {
  const operation = operationNamed(name)
  command.description(purpose)
  for (const field of fieldsOf(operation.input)) {
    const about = (fields as Readonly<Record<string, string>>)[field.name] ?? ''
    const isOptional = !field.isRequired || field.name === input
    if (field.name === argument?.field) {
      const inner = argument.isMany === true ? `${argument.name}...` : argument.name
      command.argument(isOptional ? `[${inner}]` : `<${inner}>`, about)
    } else command.option(field.flags, isOptional ? about : `${about} (needed)`)
    if (negatable?.includes(field.name) === true) command.option(`--no-${field.name}`, 'the opposite')
  }
  if (routes[name].takesIdempotencyKey === true)
    command.option('--idempotency-key <key>', 'names this save: trying again with it saves once')
  addSharedOptions(command)
  addExamples(command, examples)
  act(command, async () => runOperation(name, { ...operationCommands[name], words } as OperationCommand))
}

function afterword(): string {
  const codes = [
    [0, 'fine'],
    [unexpectedExit, 'a failure that was not foreseen'],
    ...errorCodes.map((code) => [errorForms[code].exitCode, code] as const),
    [unhealthyExit, 'doctor found something'],
    [incompleteExit, 'copy left users out'],
  ]
  return `
Examples:
  $ ilab-memory save --user ada --type preference --title "UI theme" --content dark
  $ ilab-memory search --user ada theme

Without --store, ILAB_MEMORY_DB_PATH or a configuration file, memory is kept in
  ${defaultStorePath() ?? '~/.local/share/ilab-memory/memory.db'}

Exit codes:
${codes.map(([code, name]) => `  ${String(code).padStart(3)}  ${name}`).join('\n')}`
}
