import type { HistoryPage, Observation, SaveResult } from '../../core/model.ts'
import { writeLiving } from '../expiry/living-write.ts'
import type { UserReader } from '../port/reader.ts'
import type { Steps } from '../port/steps.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'
import { getVersion, readHistory } from '../read/versions.ts'
import { forgetVersion, revertObservation } from '../write/history.ts'
import { emptyHistory } from '../rules/empty-answers.ts'
import { isBeyondIds, needsOfRef } from '../write/observations.ts'
import { needsOfUpdate } from '../write/update.ts'
import { atOnce } from './one-step.ts'
import { readLiving, type EngineOperations } from './operation.ts'

/** Reading, restoring and forgetting earlier versions of observations. */
export const historyOperations: Pick<
  EngineOperations,
  'readHistory' | 'getVersion' | 'revertObservation' | 'forgetVersion'
> = {
  readHistory: async (backend, userId, ref, request) => {
    if (isBeyondIds(ref)) return emptyHistory()
    const read = (reader: UserReader): Steps<HistoryPage> => readHistory(reader, ref, request)
    return readLiving(backend, userId, request.now, emptyHistory(), read)
  },

  getVersion: async (backend, userId, ref, version, now) => {
    if (isBeyondIds(ref)) return null
    const read = (reader: UserReader): Steps<Observation | null> => getVersion(reader, ref, version)
    return readLiving(backend, userId, now, null, read)
  },

  revertObservation: async (backend, userId, ref, revision, at) => {
    if (isBeyondIds(ref)) return null
    const needs = { ...needsOfUpdate(ref, {}, at), creates: false }
    const revert = (unit: UnitOfWork | null): Steps<SaveResult | null> =>
      revertObservation(unit, ref, revision, at)
    // The topic key of the version may be that of an expired observation, which no look-up has announced.
    return writeLiving(backend, userId, needs, at.now, revert, { sweepsFirst: true })
  },

  forgetVersion: async (backend, userId, ref, revision, now) => {
    if (isBeyondIds(ref)) return false
    const needs = { ...needsOfRef(ref), creates: false }
    const forget = atOnce((unit) => forgetVersion(unit, ref, revision))
    return writeLiving(backend, userId, needs, now, forget, { removes: true })
  },
}
