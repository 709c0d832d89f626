import { redact, type RedactedText } from './redact.ts'

/**
 * Writes a value as JSON with each text and each key redacted by itself, so that an unclosed region ends with its own
 * text and never breaks the JSON. The value must be one that JSON can hold.
 */
export function redactJson(value: unknown): RedactedText {
  const json = JSON.stringify(value)
  // A region begins with this sign, and JSON leaves it as it is.
  if (!json.includes('<')) return json as RedactedText
  const redacted = writeRedacted(JSON.parse(json) as unknown)
  // Two keys may have become the same: then the last one counts, as in any JSON.
  return JSON.stringify(JSON.parse(redacted)) as RedactedText
}

/** Writes text at once: assigning to an object would lose a key such as `__proto__`. */
function writeRedacted(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(redact(value))
  if (Array.isArray(value)) return `[${value.map(writeRedacted).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(redact(key))}:${writeRedacted(member)}`,
  )
  return `{${members.join(',')}}`
}
