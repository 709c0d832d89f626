// Saves until the disk is full, then runs the calls that must still work, and prints the outcome of each. Arguments: kind, path.
import { ILabMemory, MemoryError } from '../../src/index.ts'

const [kind, path = ''] = process.argv.slice(2)
const memory = kind === 'file' ? await ILabMemory.fromPath(path) : await ILabMemory.fromDirectory(path)
const users = kind === 'file' ? ['ada'] : ['ada', 'bob', 'cyd']
const saved: { user: string; id: number; content: string }[] = []
const codeOf = async (run: () => Promise<unknown>): Promise<string> => {
  try {
    await run()
    return 'ok'
  } catch (error) {
    return error instanceof MemoryError ? error.code : String(error)
  }
}

async function save(user: string, i: number): Promise<void> {
  const content = `${user} ${i} ${Array.from({ length: 30 }, (_, word) => ((i + 1) * 7919 * (word + 3)).toString(36)).join(' ')}`
  const { id } = await memory.forUser(user).save({ type: 'decision', title: `Note ${i}`, content })
  saved.push({ user, id, content })
}

let refusal = 'ok'
for (let i = 0; refusal === 'ok'; i++) refusal = await codeOf(() => save(users[i % users.length]!, i))

let readable = 0
for (const { user, id, content } of saved)
  if ((await memory.forUser(user).get(id))?.content === content) readable++
const found = await memory.forUser('ada').search('note', { limit: 5 })
const again = await codeOf(() => save('ada', 100_000))
const [first, second] = saved.filter(({ user }) => user === 'ada')
const forgot = await codeOf(() => memory.forUser('ada').forget(first!.id))
const gone = await memory.forUser('ada').get(first!.id)
const other = await codeOf(() => memory.forUser('ada').forget(second!.id))
process.stdout.write(
  `${JSON.stringify({ saved: saved.length, refusal, readable, found: found.length, again, forgot, gone, other })}\n`,
)
// The next process that opens the store sees the rest.
process.exit(0)
