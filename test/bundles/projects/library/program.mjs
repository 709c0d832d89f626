// Saves and finds in the file that the first argument names, in as many threads as the second says.
import { ILabMemory } from 'ilab-memory'

async function main() {
  const memory = await ILabMemory.fromPath(process.argv[2], { threads: Number(process.argv[3] ?? 0) })
  const ada = memory.forUser('ada')
  await ada.save({ type: 'preference', title: 'UI theme', content: 'dark' })
  const [found] = await ada.search('theme')
  await memory.close()
  console.log(found.snippet)
}

main().catch(({ code, message }) => console.log(`${code}: ${message}`))
