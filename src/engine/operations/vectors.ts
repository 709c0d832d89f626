import { writeLiving } from '../expiry/living-write.ts'
import { countVectors, readTextsToEmbed } from '../read/vectors.ts'
import { putVectors } from '../write/user/vectors.ts'
import { readLiving, type EngineOperations } from './operation.ts'

/** Vectors of observations. */
export const vectorOperations: Pick<EngineOperations, 'textsToEmbed' | 'putVectors' | 'countVectors'> = {
  textsToEmbed: (backend, userId, request) =>
    readLiving(backend, userId, request.now, [], (reader) => readTextsToEmbed(reader, request)),

  putVectors: (backend, userId, space, vectors, now) => {
    const needs = { ids: vectors.map(({ id }) => id), creates: false }
    return writeLiving(backend, userId, needs, now, (unit) => putVectors(unit, space, vectors))
  },

  countVectors: (backend, userId, space, now) =>
    readLiving(backend, userId, now, 0, (reader) => countVectors(reader, space)),
}
