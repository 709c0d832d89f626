// Fills a file, erases the user that most of it belongs to, and kills itself halfway. Arguments: path, count.
import { DatabaseSync } from 'node:sqlite'
import { ILabMemory } from '../../../src/index.ts'

const [path = '', count] = process.argv.slice(2)
const memory = await ILabMemory.fromPath(path)
const alice = memory.forUser('alice')
await memory.forUser('bob').save({ type: 'profile', title: 'Kept', content: 'what bob keeps' })
await alice.save({
  type: 'decision',
  title: 'Plan',
  content: 'xcanary00001 revised',
  topicKey: 'xcanary00002/key',
})
await Promise.all(
  Array.from({ length: Number(count) }, (_, i) =>
    alice.save({
      type: 'decision',
      title: `xcanary00003 ${i}`,
      content: `xcanary00004 word${i} among others`,
    }),
  ),
)
await alice.endSession('xcanary00005 was the summary')

const database = new DatabaseSync(path, { readOnly: true })
const left = database.prepare('select count(*) as count from observation')
void alice.erase()
for (;;) {
  if (Number(left.get()?.['count']) < Number(count) / 2) process.kill(process.pid, 'SIGKILL')
  await new Promise((resolve) => setImmediate(resolve))
}
