// Opens a file, says so, and closes it. Argument: path.
import { openSqliteStore } from '../../src/stores/sqlite/store.ts'

const store = await openSqliteStore(process.argv[2] ?? '')
await store.readStats('stranger', 0)
console.log('open')
await store.close()
