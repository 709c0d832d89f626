import { readdirSync } from 'node:fs'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'

/** Saves and finds one observation of each of many users, 64 of them at a time; prints what it saw. */
const [folder, users] = [process.argv[2]!, Number(process.argv[3])]
const memory = await ILabMemory.fromDirectory(folder)
const userIds = Array.from({ length: users }, (_, i) => `user-${i}`)
let found = 0
let mostDescriptors = 0
const work = async (): Promise<void> => {
  for (let userId = userIds.pop(); userId !== undefined; userId = userIds.pop()) {
    const user = memory.forUser(userId)
    await user.save({ type: 'decision', title: 'Home', content: `lives in house ${userId}` })
    const results = await user.search('house')
    found += results.length === 1 && results[0]!.snippet.includes(userId) ? 1 : 0
    mostDescriptors = Math.max(mostDescriptors, readdirSync('/proc/self/fd').length)
  }
}
await Promise.all(Array.from({ length: 64 }, work))
await memory.close()
process.stdout.write(JSON.stringify({ found, mostDescriptors }))
