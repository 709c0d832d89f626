import type { EmbeddedText } from '../../../core/store/store.ts'
import { ask, type Steps } from '../../port/steps.ts'
import type { UnitOfWork } from '../../port/unit-of-work.ts'
import { isIndexed } from '../../port/stored.ts'
import { idsWithoutVector } from '../../read/vectors.ts'

/** Keeps the vectors of texts that have not changed; true once every observation of the user has one. */
export function* putVectors(
  unit: UnitOfWork | null,
  space: number,
  vectors: readonly EmbeddedText[],
): Steps<boolean> {
  if (unit?.vectors === undefined) return true
  const fitting = vectors.filter(({ id, digest }) => {
    const found = unit.observation(id)
    return found !== null && found.digest === digest && isIndexed(found)
  })
  const { user } = unit
  if (fitting.length > 0) {
    if (user.embedding !== null && user.embedding.space !== space) unit.vectors.clear()
    user.embedding = { space, isComplete: false }
    unit.vectors.put(fitting)
    yield* ask(unit.flush())
  }
  const isComplete = (yield* idsWithoutVector(unit.reader, space)).length === 0
  if (user.embedding?.space === space) user.embedding = { space, isComplete }
  return isComplete
}
