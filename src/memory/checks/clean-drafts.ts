import { invalidInput, MemoryError } from '../../core/errors/errors.ts'
import type { Draft } from '../../core/model.ts'
import { mostDrafts } from '../../core/schemas/save.ts'
import type { CleanDraft } from '../../core/store/store.ts'
import { cleanDraft, type DraftRules } from './clean-draft.ts'

/** Checks the drafts of a batch and redacts their texts. Errors: `invalid_input`; the field names the draft's place. */
export function cleanDrafts(drafts: readonly Draft[], rules: DraftRules): CleanDraft[] {
  if (drafts.length > mostDrafts) invalidInput(`must be at most ${mostDrafts} long`, { field: 'drafts' })
  return Array.from(drafts, (draft, index) => {
    try {
      return cleanDraft(draft, rules, {})
    } catch (error) {
      throw error instanceof MemoryError ? within(`drafts.${index}`, error) : error
    }
  })
}

/** The same error about a part of an input. */
function within(place: string, { code, reason, field }: MemoryError): MemoryError {
  return new MemoryError(code, reason, { field: field === undefined ? place : `${place}.${field}` })
}
