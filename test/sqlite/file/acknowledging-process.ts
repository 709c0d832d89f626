// Makes one write of each kind after the other, and prints after each that it was acknowledged. Arguments: path.
import { writeSync } from 'node:fs'
import { ILabMemory } from '../../../src/index.ts'

const [path] = process.argv.slice(2)
// A clock that goes on with each call: a repetition at the same millisecond would change nothing, and need no sync.
let now = Date.UTC(2026, 0, 1)
const memory = await ILabMemory.fromPath(path, { clock: () => (now += 1_000) })
const alice = memory.forUser('alice')
const draft = (content: string) => ({ type: 'pattern', title: 'Note', content })

async function acknowledged(name: string, write: Promise<unknown>): Promise<void> {
  await write
  writeSync(1, `acknowledged ${name}\n`)
}

writeSync(1, 'open\n')
await acknowledged('startSession', alice.startSession())
for (let i = 0; i < 40; i++) await acknowledged('save', alice.save(draft(`zebra${i}`)))
await acknowledged('repetition', alice.save(draft('zebra1')))
await acknowledged('topic', alice.save({ ...draft('first'), topicKey: 'area/topic' }))
await acknowledged('revision', alice.save({ ...draft('second'), topicKey: 'area/topic' }))
await acknowledged('summary', alice.summarizeSession('so far'))
await acknowledged('endSession', alice.endSession('done'))
const lines = await Array.fromAsync(alice.export())
await acknowledged('import', memory.forUser('bob').import(lines))
await acknowledged('forget', alice.forget(1))
await acknowledged('erase', memory.forUser('bob').erase())
await memory.close()
