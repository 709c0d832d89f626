import { emptyStats, nothingImported } from '../rules/empty-answers.ts'
import { nothingPaused } from '../rules/paused.ts'
import { readSettings, readStats } from '../read/observations.ts'
import { digestsOfImport, importRecords, needsOfImport } from '../write/import/import-records.ts'
import { pauseMemory, resumeMemory } from '../write/user/settings.ts'
import { writeLiving } from '../expiry/living-write.ts'
import { atOnce } from './one-step.ts'
import { readFor, readLiving, writeCreating, writeFor, type EngineOperations } from './operation.ts'

/** The user as a whole: counts, switches, import and erasure. */
export const userOperations: Pick<
  EngineOperations,
  'readStats' | 'readSettings' | 'pauseMemory' | 'resumeMemory' | 'importRecords' | 'eraseUser'
> = {
  readStats: (backend, userId, now) => readLiving(backend, userId, now, emptyStats(), readStats),

  readSettings: (backend, userId) => readFor(backend, userId, nothingPaused, readSettings),

  pauseMemory: (backend, userId, request) =>
    writeCreating(backend, userId, {}, (unit) => pauseMemory(unit, request)),

  resumeMemory: (backend, userId) => writeFor(backend, userId, {}, resumeMemory),

  importRecords: async (backend, userId, records, at) => {
    if (records.length === 0) return nothingImported
    const digests = digestsOfImport(records)
    const needs = { ...needsOfImport(records, digests), creates: true, indexesLater: at.indexesLater }
    const add = atOnce((unit) => importRecords(unit!, records, at, digests))
    return writeLiving(backend, userId, needs, at.now, add)
  },

  eraseUser: (backend, userId, at) => backend.erase(userId, at.now),
}
