import { redactJson } from '../privacy/redact-json.ts'
import { redact, type RedactedText } from '../privacy/redact.ts'
import { invalidInput } from '../core/errors/errors.ts'
import { requireText } from '../core/input/input.ts'
import { mostDataValues, requireJson } from '../core/input/json-value.ts'
import { longestKeyword, mostKeywords } from '../core/input/keywords.ts'

/** Length of a source at most, in UTF-16 units. */
const longestSource = 255

/** Checks data and redacts its strings and names, each by itself. Errors: `invalid_input`. */
export function cleanData(data: object, mostBytes: number, line?: number): RedactedText {
  const field = 'data'
  if (Array.isArray(data)) invalidInput('must be a JSON object', { field, line })
  requireJson(data, field, mostDataValues, line)
  const json = redactJson(data)
  if (Buffer.byteLength(json) > mostBytes)
    invalidInput(`must be at most ${mostBytes} bytes long as JSON`, { field, line })
  return json
}

/** Checks and redacts a source. Errors: `invalid_input`. */
export function cleanSource(given: string, line?: number): RedactedText {
  const source = redact(given)
  requireText(source, 'source', longestSource, line)
  return source
}

/** Checks and redacts keywords; null for an empty list. Errors: `invalid_input`. */
export function cleanKeywords(given: readonly string[], line?: number): readonly RedactedText[] | null {
  if (given.length > mostKeywords)
    invalidInput(`must be at most ${mostKeywords} long`, { field: 'keywords', line })
  const keywords = given.map(redact)
  for (const keyword of keywords) requireText(keyword, 'keywords', longestKeyword, line)
  return keywords.length === 0 ? null : keywords
}
