// Opens a file as a user that permissions bind, reads and writes, and prints the outcome of each step. Arguments: path, uid.
import { ILabMemory, MemoryError } from '../../../src/index.ts'

const [path, uid] = process.argv.slice(2)
// Otherwise loaded on demand, when the source files may no longer be readable.
await import('../../../src/stores/sqlite/store.ts')
if (process.getuid?.() === 0) process.setuid?.(Number(uid))

async function say<Result>(at: string, step: () => Promise<Result>): Promise<Result | null> {
  try {
    const result = await step()
    process.stdout.write(`${JSON.stringify({ at, code: 'done' })}\n`)
    return result
  } catch (error) {
    if (!(error instanceof MemoryError)) throw error
    process.stdout.write(`${JSON.stringify({ at, code: error.code, message: error.message })}\n`)
    return null
  }
}

const memory = await say('open', () => ILabMemory.fromPath(path))
if (memory !== null) {
  const alice = memory.forUser('alice')
  await say('get', () => alice.get(1))
  await say('save', () =>
    alice.save({ type: 'pattern', title: 'Note', content: 'written where nothing may be' }),
  )
  await say('forget', () => alice.forget(1))
  await say('close', () => memory.close())
}
