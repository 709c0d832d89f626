import { invalidInput } from '../../core/errors/errors.ts'
import { summaryType } from '../../engine/rules/sessions/session-rules.ts'
import type { DraftRules } from './clean-draft.ts'

/** Tells whether observations of a type may exist: those that `save` takes, and summaries. */
export function isKnownType(type: string, { types }: Pick<DraftRules, 'types'>): boolean {
  return type === summaryType || types.has(type)
}

/** Checks the types of a filter. Errors: `invalid_input`, with the `field`. */
export function requireKnownTypes(
  types: readonly string[] | undefined,
  field: string,
  rules: Pick<DraftRules, 'types'>,
): void {
  if (types?.every((type) => isKnownType(type, rules)) === false)
    invalidInput(`must be among ${[...rules.types, summaryType].join(', ')}`, { field })
}
