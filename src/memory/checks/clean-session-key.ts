import { requireText } from '../../core/input/input.ts'
import { redact, type RedactedText } from '../../privacy/redact.ts'

const longest = 255

/** Redacts the key of a session. Errors: `invalid_input` where nothing is left of it, or too much. */
export function cleanSessionKey(
  key: string,
  place: { field: string; line?: number } = { field: 'sessionKey' },
): RedactedText {
  const clean = redact(key)
  requireText(clean, place.field, longest, place.line)
  return clean
}
