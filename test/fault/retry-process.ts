// Makes the saves of a client that tries again, and is killed before it can report them.
// Argument: path of a file, or URL of a database.
import { ILabMemory } from '../../src/index.ts'
import { saveAll } from './retry.ts'

const [place = ''] = process.argv.slice(2)
const memory = await (place.startsWith('postgres:')
  ? ILabMemory.fromPostgres(place)
  : ILabMemory.fromPath(place))
await saveAll(memory)
process.kill(process.pid, 'SIGKILL')
