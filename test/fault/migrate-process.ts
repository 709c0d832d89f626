// Migrates a file and dies on the way: after `step` statements, or never. Arguments: path, history, step.
import { DatabaseSync } from 'node:sqlite'
import { migrate } from '../../src/stores/sqlite/tables/migrate.ts'
import { histories, mortal, type HistoryName } from './migration-histories.ts'

const [path = '', history, step] = process.argv.slice(2)
const database = new DatabaseSync(path, { timeout: 10_000 })
database.exec('pragma journal_mode = wal')
database.function('die_at', (at) => {
  if (Number(at) === Number(step)) process.kill(process.pid, 'SIGKILL')
  return null
})
migrate(database, mortal(histories[history as HistoryName]), { backup: () => undefined })
database.close()
