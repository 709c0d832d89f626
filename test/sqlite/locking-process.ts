// Holds the write lock of a file until its input ends. Arguments: path.
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'

const database = new DatabaseSync(process.argv[2]!)
database.exec('begin immediate')
process.stdout.write('locked\n')
await text(process.stdin)
database.exec('rollback')
database.close()
