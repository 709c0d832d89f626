import { redactJson } from '../privacy/redact-json.ts'
import { redact, type RedactedText } from '../privacy/redact.ts'
import { invalidInput } from '../core/errors/errors.ts'
import { requireText } from '../core/input/input.ts'
import { mostDataValues, requireJson } from '../core/input/json-value.ts'
import { longestThreadName } from '../core/schemas/thread.ts'
import { longestKeyword, mostKeywords } from '../core/input/keywords.ts'

/** Length of a source, a purpose or a session's key at most, in UTF-16 units. */
const longestName = 255

/** Redacts a text, and checks its length in UTF-16 units after that. Errors: `invalid_input`. */
export function cleanText(given: string, field: string, longest: number, line?: number): RedactedText {
  const text = redact(given)
  requireText(text, field, longest, line)
  return text
}

/** Redacts a topic key, and checks its UTF-8 bytes after that. Errors: `invalid_input`. */
export function cleanTopicKey(given: string, field: string, mostBytes: number, line?: number): RedactedText {
  const key = redact(given)
  requireTopicKey(key, field, mostBytes, line)
  return key
}

/** Checks a topic key, or the beginning of one. Errors: `invalid_input`. */
export function requireTopicKey(key: string, field: string, mostBytes: number, line?: number): void {
  // A UTF-16 unit is at most three bytes.
  if (key.length * 3 > mostBytes && new TextEncoder().encode(key).length > mostBytes)
    invalidInput(`must be at most ${mostBytes} bytes long`, { field, line })
  requireText(key, field, mostBytes, line)
}

/** Redacts the key of a session. Errors: `invalid_input`. */
export function cleanSessionKey(given: string, field: string, line?: number): RedactedText {
  return cleanText(given, field, longestName, line)
}

/** Redacts the name of a thread. Errors: `invalid_input`. */
export function cleanThreadName(given: string, line?: number): RedactedText {
  return cleanText(given, 'thread', longestThreadName, line)
}

/** Writes an item of a thread as JSON, redacted. Errors: `invalid_input` with the path of what is wrong. */
export function cleanItem(item: unknown, field: string, mostBytes: number, line?: number): RedactedText {
  requireJson(item, field, mostBytes, line)
  return cleanJson(item, field, mostBytes, line)
}

function cleanJson(value: unknown, field: string, mostBytes: number, line?: number): RedactedText {
  const json = redactJson(value)
  if (new TextEncoder().encode(json).length > mostBytes)
    invalidInput(`must be at most ${mostBytes} bytes long as JSON`, { field, line })
  return json
}

/** Checks data and redacts its strings and names, each by itself. Errors: `invalid_input`. */
export function cleanData(data: object, mostBytes: number, line?: number): RedactedText {
  const field = 'data'
  if (Array.isArray(data)) invalidInput('must be a JSON object', { field, line })
  requireJson(data, field, mostDataValues, line)
  return cleanJson(data, field, mostBytes, line)
}

/** Checks and redacts a source. Errors: `invalid_input`. */
export function cleanSource(given: string, line?: number): RedactedText {
  return cleanText(given, 'source', longestName, line)
}

/** Checks and redacts the purpose of a read. Errors: `invalid_input`. */
export function cleanPurpose(given: string, line?: number): RedactedText {
  return cleanText(given, 'purpose', longestName, line)
}

/** Checks and redacts keywords; null for an empty list. Errors: `invalid_input`. */
export function cleanKeywords(given: readonly string[], line?: number): readonly RedactedText[] | null {
  if (given.length > mostKeywords)
    invalidInput(`must be at most ${mostKeywords} long`, { field: 'keywords', line })
  const keywords = given.map((keyword) => cleanText(keyword, 'keywords', longestKeyword, line))
  return keywords.length === 0 ? null : keywords
}
