import assert from 'node:assert/strict'
import type { UserMemory } from '../../core/user-memory.ts'
import { outcomeOf } from '../canonical.ts'
import type { MemoryCase, MemorySubject } from '../contract-case.ts'
import { isolationRows, type Probe, type Stranger } from './rows.ts'
import { absentStranger, liveObserved, liveStranger, observed, snapshot, stranger } from './lives.ts'
import { inWorld, minute, type World } from '../world.ts'

/** An operation as a transport sees it: a name, and what it does with a user's handle and an input. */
export interface NamedOperation {
  /** Name on the wire, such as `mem_save`. */
  readonly name: string
  /** Runs the operation on a handle. A method, not a property: each operation takes an input of its own. */
  run(memory: UserMemory, input: unknown): unknown
}

/**
 * One case for every operation: doing it with anything of another user's answers, byte for byte, what doing it with
 * absent things answers where that user does not exist; and the other user's memory stays the same bytes.
 * An operation without a row in the matrix fails.
 */
export function isolationMatrix(operations: readonly NamedOperation[]): readonly MemoryCase[] {
  return [
    ...operations.map(operationCase),
    ...Object.keys(isolationRows).map((name) => rowCase(name, operations)),
  ]
}

function operationCase(operation: NamedOperation): MemoryCase {
  return {
    name: `${operation.name} answers for another user's things as for absent ones`,
    requirement: 'R3',
    needs: ['clock', 'sessionIds', 'transfer', 'config'],
    run: async (subject) => {
      const row = isolationRows[operation.name]
      assert.ok(row !== undefined, `${operation.name} has no row in the isolation matrix`)
      const { answers, things } = await amongOthers(subject, operation, row)
      const probes = row(things)
      const alone = await whereAlone(
        subject,
        operation,
        probes.map(({ input }) => input),
      )
      assert.deepEqual(answers, alone, 'the same call answers otherwise where the other user does not exist')
      const absent = row(absentStranger).map(({ input }, index) =>
        probes[index]?.echoes ? probes[index].input : input,
      )
      assert.deepEqual(
        alone,
        await whereAlone(subject, operation, absent),
        'an absent thing answers otherwise',
      )
      for (const answer of answers)
        assert.ok(!answer.includes(things.secret), "an answer holds another user's text")
    },
  }
}

function rowCase(name: string, operations: readonly NamedOperation[]): MemoryCase {
  return {
    name: `the row of ${name} stands for an operation`,
    requirement: 'R3',
    needs: [],
    run: async () => assert.ok(operations.some((operation) => operation.name === name)),
  }
}

/**
 * Asks for a stranger's things as the observed user, while the stranger exists. Returns the answers and the things.
 */
async function amongOthers(
  subject: MemorySubject,
  operation: NamedOperation,
  row: (of: Stranger) => readonly Probe[],
): Promise<{ answers: string[]; things: Stranger }> {
  let answered: { answers: string[]; things: Stranger } | undefined
  await inWorld(subject, { journal: true }, async (world) => {
    const things = await liveStranger(world)
    const before = await snapshot(world, stranger)
    await liveObserved(world)
    const answers = await answersTo(
      world,
      operation,
      row(things).map(({ input }) => input),
    )
    assert.deepEqual(await snapshot(world, stranger), before, "the other user's memory changed")
    answered = { answers, things }
  })
  assert.ok(answered !== undefined)
  return answered
}

async function whereAlone(
  subject: MemorySubject,
  operation: NamedOperation,
  inputs: unknown[],
): Promise<string[]> {
  let answers: string[] = []
  await inWorld(subject, { journal: true }, async (world) => {
    await liveObserved(world)
    answers = await answersTo(world, operation, inputs)
  })
  return answers
}

/** One answer for each input, and the observed user's memory after all of them. */
async function answersTo(world: World, operation: NamedOperation, inputs: unknown[]): Promise<string[]> {
  const answers: string[] = []
  for (const input of inputs) {
    world.clock.advance(minute)
    answers.push(
      await outcomeOf(() => world.as(observed, () => operation.run(world.forUser(observed), input))),
    )
  }
  return [...answers, ...(await snapshot(world, observed))]
}
