import type { CleanFilter } from '../../../core/store/store.ts'
import type { KeptObservation } from './kept.ts'

type Condition = (observation: KeptObservation, filter: CleanFilter) => boolean

/** Each condition by its name, so that a new one is required here. */
const conditions: { readonly [Name in keyof Required<CleanFilter>]: Condition } = {
  types: ({ type }, { types = [] }) => types.includes(type),
  typesExclude: ({ type }, { typesExclude = [] }) => !typesExclude.includes(type),
  topicKeyPrefix: ({ topicKey }, { topicKeyPrefix = '' }) => {
    if (topicKey === null) return false
    const beginning = Buffer.from(topicKeyPrefix)
    return Buffer.from(topicKey).subarray(0, beginning.length).equals(beginning)
  },
  session: ({ sessionId }, { session }) => sessionId === session,
  createdAfter: ({ createdAt }, { createdAfter = 0 }) => !(createdAt < createdAfter),
  createdBefore: ({ createdAt }, { createdBefore = 0 }) => createdAt < createdBefore,
  updatedAfter: ({ updatedAt }, { updatedAfter = 0 }) => !(updatedAt < updatedAfter),
  updatedBefore: ({ updatedAt }, { updatedBefore = 0 }) => updatedAt < updatedBefore,
}

/** Tells whether an observation meets every condition that is given. */
export function passes(observation: KeptObservation, filter: CleanFilter): boolean {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined)
  return given.every(([name]) => conditions[name as keyof CleanFilter](observation, filter))
}
