import { describe, expect, test } from 'vitest'
import type { Command } from 'commander'
import { placesOf } from '../../src/cli/completion/command-tree.ts'
import { buildProgram } from '../../src/cli/program.ts'
import { operations, type OperationName } from '../../src/wire/operations.ts'
import { wire } from '../../src/wire/wire-names.ts'
import { CommandLine } from './command.ts'
import { inOrder } from './operation-calls.ts'

const ada = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: './memory.db' })

function operationNamed(name: OperationName): (typeof operations)[number] {
  return operations.find((operation) => operation.name === name)!
}

describe('every operation is a command', () => {
  test('under its own words and under its name of the wire', () => {
    const program = buildProgram('1.2.3')
    const names = commandsUnder(program).flatMap((command) => [command.name(), ...command.aliases()])
    expect(operations.map(({ name }) => name).filter((name) => !names.includes(name))).toEqual([])
    const words = placesOf(program).map((place) => place.words)
    expect(
      inOrder
        .map(([, { args }]) => args)
        .filter((args) => !words.some((known) => args.join(' ').startsWith(known) && known !== '')),
    ).toEqual([])
  })

  test('with an option or an argument for every field of its input', () => {
    const whole = buildProgram('1')
    for (const { name, input } of operations) {
      if (['mem_import', 'mem_export'].includes(name)) continue
      const help = helpOf(buildProgram('1', false, [name]), name)
      expect(help).toBe(helpOf(whole, name))
      for (const field of Object.keys(input.shape)) {
        const flag = `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} `
        const argument =
          { observationId: '[id]', sessionId: '<id>', query: '[words...]', thread: '<thread>' }[field] ??
          (field === 'summary' && name !== 'mem_session_update' ? '[summary...]' : flag)
        expect(help).toContain(argument.trimEnd())
      }
    }
  })

  test('and every command has help with an example', () => {
    const leaves = commandsUnder(buildProgram('1')).filter(
      (command) => command.commands.length === 0 && command.name() !== 'help',
    )
    expect(leaves.length).toBeGreaterThan(20)
    for (const command of leaves) {
      const help = writtenHelp(command)
      expect(help).toMatch(/\nExamples:\n {2}\$ /)
      expect(help).toContain('--json')
    }
  })
})

/** The whole help of a command, which is called by this name. */
function helpOf(program: Command, name: string): string {
  const found = commandsUnder(program).find(
    (command) => command.name() === name || command.aliases().includes(name),
  )
  return writtenHelp(found!)
}

function writtenHelp(command: Command): string {
  let help = ''
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
  return help
}

function commandsUnder(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...commandsUnder(child)])
}

describe('a person reads', () => {
  test.each(inOrder)('%s', async (_, { args, input = '', shows }) => {
    expect(await ada.run(args, { input })).toEqual({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(shows),
    })
  })
})

describe('a program reads', () => {
  test.each(inOrder)('%s in the shape of the wire', async (name, { args, input = '' }) => {
    // One after the other: `get` needs what `save` has saved.
    const { code, stdout, stderr } = await ada.run([...args, '--json'], { input })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    if (name === 'mem_export') {
      for (const line of stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('kind')
      return
    }
    expect(stdout.trimEnd()).not.toContain('\n')
    expect(wire(operationNamed(name).output).schema.safeParse(JSON.parse(stdout)).error).toBeUndefined()
  })
})
