import type { Observation, ObservationVersion } from '../../core/model.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'
import { getVersion, readHistory } from '../read/versions.ts'
import { forgetVersion, revertObservation } from '../write/history.ts'
import { isBeyondIds, needsOfRef } from '../write/observations.ts'
import { needsOfUpdate } from '../write/update.ts'
import { readFor, writeFor, type EngineOperations } from './operation.ts'

/** Reading, restoring and forgetting earlier versions of observations. */
export const historyOperations: Pick<
  EngineOperations,
  'readHistory' | 'getVersion' | 'revertObservation' | 'forgetVersion'
> = {
  readHistory: async (backend, userId, ref) => {
    if (isBeyondIds(ref)) return []
    return readFor<ObservationVersion[]>(backend, userId, [], (reader) => readHistory(reader, ref))
  },

  getVersion: async (backend, userId, ref, version) => {
    if (isBeyondIds(ref)) return null
    return readFor<Observation | null>(backend, userId, null, (reader) => getVersion(reader, ref, version))
  },

  revertObservation: async (backend, userId, ref, revision, at) => {
    if (isBeyondIds(ref)) return null
    const needs = { ...needsOfUpdate(ref, {}, at), creates: false }
    return backend.write(userId, needs, (unit) => revertObservation(unit, ref, revision, at))
  },

  forgetVersion: async (backend, userId, ref, revision) => {
    if (isBeyondIds(ref)) return false
    const forget = (unit: UnitOfWork | null): boolean => forgetVersion(unit, ref, revision)
    return writeFor(backend, userId, needsOfRef(ref), forget, { removes: true })
  },
}
