// Sweeps what has expired by the time, saying when it is done. Argument: path.
import { ILabMemory } from '../../src/index.ts'

await using memory = await ILabMemory.fromPath(process.argv[2], { clock: () => Date.UTC(2026, 0, 2) })
const { observations } = await memory.sweep()
console.log(`swept ${observations}`)
