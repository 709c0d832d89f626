/** What a text says as JSON; null where it is none. The parser's own error quotes the text, and is not passed on. */
export function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
