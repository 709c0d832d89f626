// Reads one unchanging state of a file until its input ends. Argument: path.
import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'

const database = new DatabaseSync(process.argv[2] ?? '', { readOnly: true })
database.exec('begin')
database.prepare('select count(*) from observation').get()
console.log('reading')
process.stdin.resume()
await once(process.stdin, 'end')
database.close()
