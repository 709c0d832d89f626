// Saves for ever; prints each acknowledged save as JSON. Arguments: kind, path, name.
import { writeSync } from 'node:fs'
import { ILabMemory } from '../../src/index.ts'

const [kind, path = '', name = ''] = process.argv.slice(2)
const memory = kind === 'file' ? await ILabMemory.fromPath(path) : await ILabMemory.fromDirectory(path)
for (let i = 0; ; i++) {
  const user = i % 3 === 0 && kind === 'file' ? 'shared' : `${name}-${i % 5}`
  const content = `${name} said ${i} of many things that are worth a line`
  const { id } = await memory.forUser(user).save({ type: 'decision', title: 'Note', content })
  writeSync(1, `${JSON.stringify({ user, id, content })}\n`)
}
