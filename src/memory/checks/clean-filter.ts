import type * as z from 'zod/mini'
import { invalidInput } from '../../core/errors/errors.ts'
import { requireDataConditions } from '../../core/input/data-conditions.ts'
import { requireText } from '../../core/input/input.ts'
import type { filterSchema } from '../../core/schemas/filter.ts'
import type { CleanFilter } from '../../core/store/store.ts'
import { requireTopicKey } from '../../wire/clean-fields.ts'
import { requireTime } from '../../core/input/time-input.ts'
import type { DraftRules } from './clean-draft.ts'
import { requireKnownTypes } from './known-type.ts'

const longestSessionId = 255
const longestSource = 255
const times = ['createdAfter', 'createdBefore', 'updatedAfter', 'updatedBefore'] as const

/**
 * Checks the conditions of a filter that `filterSchema` has let through. Errors: `invalid_input`, with the `field`.
 *
 * @param within - place of the filter in the caller's options, as in `filter.`
 */
export function cleanFilter(
  given: z.output<ReturnType<typeof filterSchema>>,
  rules: DraftRules,
  within = '',
): CleanFilter {
  const at = (name: string): string => `${within}${name}`
  const { types, topicKeyPrefix, source, pinned, status, session } = given
  const typesExclude = excludedTypes(given, at('excludeTypes'))
  if (types !== undefined && typesExclude !== undefined)
    invalidInput('cannot be given together with types', { field: at('typesExclude') })
  requireKnownTypes(types, at('types'), rules)
  requireKnownTypes(typesExclude, at('typesExclude'), rules)
  if (topicKeyPrefix !== undefined)
    requireTopicKey(topicKeyPrefix, at('topicKeyPrefix'), rules.limits.topicKeyBytes)
  if (source !== undefined) requireText(source, at('source'), longestSource)
  if (session !== undefined) requireText(session, at('session'), longestSessionId)
  const data = given.data && requireDataConditions(given.data, at('data'))
  const conditions: [string, unknown][] = Object.entries({
    types,
    typesExclude,
    topicKeyPrefix,
    source,
    pinned,
    data,
    status,
    session,
  })
  for (const name of times)
    if (given[name] !== undefined) conditions.push([name, requireTime(given[name], at(name))])
  return Object.fromEntries(conditions.filter(([, condition]) => condition !== undefined))
}

function excludedTypes(
  { typesExclude, excludeTypes }: z.output<ReturnType<typeof filterSchema>>,
  field: string,
): string[] | undefined {
  if (typesExclude !== undefined && excludeTypes !== undefined)
    invalidInput('is another name of typesExclude, so give one of them', { field })
  return typesExclude ?? excludeTypes
}
