import type { Observation } from '../../core/model.ts'
import { emptyPage, noCandidates, nothingFound } from '../rules/empty-answers.ts'
import { readContext } from '../read/context.ts'
import { listObservations, readObservation, readTimeline } from '../read/observations.ts'
import { searchObservations } from '../read/search.ts'
import {
  findByRef,
  forgetObservation,
  forgetObservations,
  isBeyondIds,
  needsOfRef,
} from '../write/observations.ts'
import { digestsOf, needsOfSave, saveObservation } from '../write/save.ts'
import { needsOfUpdate, updateObservation } from '../write/update.ts'
import type { Steps } from '../port/steps.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'
import { readFor, writeCreating, writeFor, type EngineOperations } from './operation.ts'

/** Saving, reading, searching and forgetting observations. */
export const observationOperations: Pick<
  EngineOperations,
  | 'saveObservation'
  | 'updateObservation'
  | 'getObservation'
  | 'searchObservations'
  | 'readContext'
  | 'listObservations'
  | 'readTimeline'
  | 'forgetObservation'
  | 'forgetObservations'
> = {
  saveObservation: (backend, userId, draft, at) => {
    const digests = digestsOf(draft, at)
    const needs = needsOfSave(draft, at, digests)
    return writeCreating(backend, userId, needs, (unit) => saveObservation(unit, draft, at, digests))
  },

  updateObservation: async (backend, userId, ref, changes, at) => {
    if (isBeyondIds(ref)) return null
    const needs = needsOfUpdate(ref, changes, at)
    return writeFor(backend, userId, needs, (unit) => unit && updateObservation(unit, ref, changes, at))
  },

  getObservation: async (backend, userId, ref) => {
    if (isBeyondIds(ref)) return null
    return readFor<Observation | null>(backend, userId, null, (reader) => readObservation(reader, ref))
  },

  searchObservations: (backend, userId, request) =>
    readFor(backend, userId, nothingFound, (reader) => searchObservations(reader, request)),

  readContext: (backend, userId, request) =>
    readFor(backend, userId, noCandidates, (reader) => readContext(reader, request)),

  listObservations: (backend, userId, request) =>
    readFor(backend, userId, emptyPage(), (reader) => listObservations(reader, request)),

  readTimeline: async (backend, userId, ref, window) => {
    if (isBeyondIds(ref)) return []
    return readFor<Observation[]>(backend, userId, [], (reader) => readTimeline(reader, ref, window))
  },

  forgetObservation: async (backend, userId, ref) => {
    if (isBeyondIds(ref)) return false
    const forget = (unit: UnitOfWork | null): boolean =>
      unit !== null && forgetObservation(unit, findByRef(unit, ref))
    return writeFor(backend, userId, needsOfRef(ref), forget, { removes: true })
  },

  forgetObservations: async (backend, userId, filter) => {
    const forget = (unit: UnitOfWork | null): Steps<number | false> => forgetObservations(unit, filter)
    return (await backend.write(userId, { creates: false }, forget, { removes: true })) || 0
  },
}
