import * as z from 'zod/mini'
import type { ObservationFilter, TimeInput } from '../model/filter.ts'
import { objectOf, observationStatus } from './observation.ts'
import { lazily } from '../input/lazily.ts'

const types = lazily(() => z.optional(z.array(z.string()).check(z.minLength(1))))

/** Paths into data with their values; `requireDataConditions` checks what is in it. */
const dataConditions = lazily(() => objectOf<NonNullable<ObservationFilter['data']>>())

/** The conditions of a filter, with its times in the form that `time` checks. */
function filterShape<Time extends z.ZodMiniType>(time: Time) {
  return {
    types: types(),
    typesExclude: types(),
    excludeTypes: types(),
    topicKeyPrefix: z.optional(z.string().check(z.minLength(1))),
    source: z.optional(z.string().check(z.minLength(1))),
    pinned: z.optional(z.boolean()),
    data: z.optional(dataConditions()),
    status: z.optional(observationStatus()),
    session: z.optional(z.string().check(z.minLength(1))),
    createdAfter: time,
    createdBefore: time,
    updatedAfter: time,
    updatedBefore: time,
  }
}

/** Checks an `ObservationFilter` but for its times, which `requireTime` reads. Null means that a time is not given. */
export const filterSchema = lazily(() =>
  z.strictObject(filterShape(z.optional(z.custom<TimeInput>((given) => given !== null)))),
)

/** Checks an `ObservationFilter` on the wire, where a time is a text. */
export const filterFieldsSchema = lazily(() => z.strictObject(filterShape(z.optional(z.string()))))
