import { ILabMemory } from '../../src/index.ts'
import { testModel } from './model.ts'

// Saves, and embeds in the background until the process is killed; tells each save that was acknowledged.
const [, , path = ''] = process.argv
const memory = await ILabMemory.fromPath(path, { embedder: testModel() })
for (let i = 0; ; i++) {
  await memory
    .forUser(`user${i % 3}`)
    .save({ type: 'pattern', title: `Note ${i}`, content: `drives automobile ${i}` })
  process.stdout.write(`${i}\n`)
}
