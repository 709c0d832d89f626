// Writes to a file until it is killed, or `count` times. Prints each step before it is tried and after it is
// acknowledged, as JSON. Arguments: path, name, seed, count (0: for ever).
import { writeSync } from 'node:fs'
import { ILabMemory } from '../../src/index.ts'
import type { Step } from './ledger.ts'
import { random } from './rounds.ts'

const [path, name = '', seed, count] = process.argv.slice(2)
const next = random(Number(seed))
const pick = (limit: number): number => Math.floor(next() * limit)
const print = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`)

print({ at: 'opening' })
const memory = await ILabMemory.fromPath(path)
print({ at: 'open' })

let written = 0
const mine: { user: string; id: number }[] = []

/** One save in three is to a user that other writers write to as well; one in four revises a topic of this writer's. */
async function save(): Promise<void> {
  const user = pick(3) === 0 ? 'shared' : `${name}-${pick(3)}`
  const word = `${name}${(++written).toString(36)}x${pick(1e9).toString(36)}`
  const topic = pick(4) === 0 ? `${name}/${pick(4)}` : null
  const step: Step = { user, word, topic }
  print({ at: 'saving', ...step })
  const draft = {
    type: 'pattern',
    title: 'Note',
    content: `${word} ${'among words that many share '.repeat(pick(8))}`,
  }
  const { id } = await memory.forUser(user).save(topic === null ? draft : { ...draft, topicKey: topic })
  print({ at: 'saved', ...step, id })
  if (topic === null) mine.push({ user, id })
}

async function forget(): Promise<void> {
  const [target] = mine.splice(pick(mine.length), 1)
  if (target === undefined) return
  print({ at: 'forgetting', ...target })
  await memory.forUser(target.user).forget(target.id)
  print({ at: 'forgot', ...target })
}

while (Number(count) === 0 || written < Number(count)) {
  const room = Number(count) === 0 ? Infinity : Number(count) - written
  const together = Math.min(room, pick(3) === 0 ? 1 + pick(40) : 1)
  await Promise.all(Array.from({ length: together }, save))
  if (Number(count) === 0 && pick(4) === 0) await forget()
}
print({ at: 'done' })
await memory.close()
