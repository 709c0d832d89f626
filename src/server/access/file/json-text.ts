/**
 * Parses a text as JSON, without the byte-order mark of some editors; null where it is none. The parser's own error
 * quotes the text, so it is dropped.
 */
export function fromJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return null
  }
}
