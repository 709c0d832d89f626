import type { CleanFilter } from '../../../core/store/store.ts'
import type { KeptObservation } from './kept.ts'

type Condition = (observation: KeptObservation, filter: CleanFilter) => boolean

function fieldOf(value: unknown, name: string): unknown {
  if (Object.prototype.toString.call(value) !== '[object Object]') return undefined
  return Object.entries(value as object).find(([each]) => each === name)?.[1]
}

/** Each condition by its name, so that a new one is required here. */
const conditions: { readonly [Name in keyof Required<CleanFilter>]: Condition } = {
  types: ({ type }, { types = [] }) => types.includes(type),
  typesExclude: ({ type }, { typesExclude = [] }) => !typesExclude.includes(type),
  topicKeyPrefix: ({ topicKey }, { topicKeyPrefix = '' }) => {
    if (topicKey === null) return false
    const beginning = Buffer.from(topicKeyPrefix)
    return Buffer.from(topicKey).subarray(0, beginning.length).equals(beginning)
  },
  source: ({ source }, filter) => source !== null && source.indexOf(filter.source ?? '') === 0,
  pinned: ({ pinned }, filter) => pinned === filter.pinned,
  data: ({ data }, filter) => {
    const whole: unknown = JSON.parse(data ?? 'null')
    return (filter.data ?? []).every(({ path, value }) => {
      const found = path.reduce<unknown>((inner, name) => fieldOf(inner, name), whole)
      return found !== undefined && typeof found === typeof value && found === value
    })
  },
  status: (observation, { status }) => observation.status === status,
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
