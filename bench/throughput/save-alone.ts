import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { zipfText } from '../shared/zipf-texts.ts'

/** Saves so many observations into a file, one after the other: what `count-syncs.ts` watches. */
const [path, saves] = process.argv.slice(2)
await using memory = await ILabMemory.fromPath(path)
const user = memory.forUser('one-user')
for (let number = 0; number < Number(saves); number++) {
  const { type, title, content } = zipfText(0, number)
  await user.save({ type, title, content })
}
