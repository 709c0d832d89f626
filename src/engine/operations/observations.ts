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
import { approveObservation, needsOfApproval } from '../write/proposals.ts'
import {
  digestsOf,
  digestsOfBatch,
  needsOfBatch,
  needsOfSave,
  saveObservation,
  saveObservations,
} from '../write/save.ts'
import { needsOfUpdate, updateObservation } from '../write/update.ts'
import type { Steps } from '../port/steps.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'
import { sweepUser } from '../expiry/sweep.ts'
import { writeLiving } from '../expiry/living-write.ts'
import type { UserReader } from '../port/reader.ts'
import { atOnce } from './one-step.ts'
import { readLiving, type EngineOperations } from './operation.ts'

/** Saving, approving, reading, searching and forgetting observations. */
export const observationOperations: Pick<
  EngineOperations,
  | 'saveObservation'
  | 'saveObservations'
  | 'updateObservation'
  | 'approveObservation'
  | 'getObservation'
  | 'searchObservations'
  | 'readContext'
  | 'listObservations'
  | 'readTimeline'
  | 'forgetObservation'
  | 'forgetObservations'
  | 'sweepUser'
> = {
  saveObservation: (backend, userId, draft, at) => {
    const digests = digestsOf(draft, at)
    const needs = needsOfSave(draft, at, digests)
    const save = atOnce((unit) => saveObservation(unit!, draft, at, digests))
    return writeLiving(backend, userId, { ...needs, creates: true }, at.now, save)
  },

  saveObservations: (backend, userId, drafts, at) => {
    const digests = digestsOfBatch(drafts, at)
    const needs = needsOfBatch(drafts, at, digests)
    const save = atOnce((unit) => saveObservations(unit!, drafts, at, digests))
    return writeLiving(backend, userId, { ...needs, creates: true }, at.now, save)
  },

  updateObservation: async (backend, userId, ref, changes, at) => {
    if (isBeyondIds(ref)) return null
    const needs = { ...needsOfUpdate(ref, changes, at), creates: false }
    const update = atOnce((unit) => unit && updateObservation(unit, ref, changes, at))
    return writeLiving(backend, userId, needs, at.now, update)
  },

  approveObservation: async (backend, userId, ref, at) => {
    if (isBeyondIds(ref)) return null
    const needs = { ...needsOfApproval(ref, at), creates: false }
    const approve = atOnce((unit) => approveObservation(unit, ref, at))
    return (await writeLiving(backend, userId, needs, at.now, approve, { removes: true })) || null
  },

  getObservation: async (backend, userId, ref, now) => {
    if (isBeyondIds(ref)) return null
    return readLiving<Observation | null>(backend, userId, now, null, (reader) =>
      readObservation(reader, ref),
    )
  },

  searchObservations: (backend, userId, request) =>
    readLiving(backend, userId, request.now, nothingFound, (reader) => searchObservations(reader, request)),

  readContext: (backend, userId, request) =>
    readLiving(backend, userId, request.now, noCandidates, (reader) => readContext(reader, request)),

  listObservations: (backend, userId, request) =>
    readLiving(backend, userId, request.now, emptyPage(), (reader) => listObservations(reader, request)),

  readTimeline: async (backend, userId, ref, window, now) => {
    if (isBeyondIds(ref)) return []
    const read = (reader: UserReader): Steps<Observation[]> => readTimeline(reader, ref, window)
    return readLiving(backend, userId, now, [], read)
  },

  forgetObservation: async (backend, userId, ref, now) => {
    if (isBeyondIds(ref)) return false
    const needs = { ...needsOfRef(ref), creates: false }
    const forget = atOnce((unit) => unit !== null && forgetObservation(unit, findByRef(unit, ref)))
    return writeLiving(backend, userId, needs, now, forget, { removes: true })
  },

  forgetObservations: async (backend, userId, filter, now) => {
    const forget = (unit: UnitOfWork | null): Steps<number | false> => forgetObservations(unit, filter)
    return (await writeLiving(backend, userId, { creates: false }, now, forget, { removes: true })) || 0
  },

  sweepUser,
}
