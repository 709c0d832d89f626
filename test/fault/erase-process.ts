// Forgets half of what alice has, then erases her, saying when each is acknowledged. Argument: path.
import { openSqliteStore } from '../../src/stores/sqlite/store.ts'

const store = await openSqliteStore(process.argv[2] ?? '')
for (let id = 2; id <= 20; id += 2) {
  await store.forgetObservation('alice', id, 0)
  console.log(`forgot ${id}`)
}
await store.eraseUser('alice', { now: Date.UTC(2026, 0, 1) })
console.log('erased')
await store.close()
