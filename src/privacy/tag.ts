/** A `<private>` or `</private>` tag, as far as redaction needs to know it. */
export interface Tag {
  readonly kind: 'opening' | 'closing'
  /** Has its `>`. An opening counts without one, and its attributes are part of what it hides. */
  readonly isComplete: boolean
  /** Just after the tag's `>`, or after its name where there is none. */
  readonly end: number
}

const name = 'private'
const slash = 0x2f
const greaterThan = 0x3e

/**
 * Reads the private tag that begins with the `<` at `at`; null where there is none. It reads no further than the
 * white space
 * and the name behind that `<`, and never past another `<`: reading every `<` of a text takes linear time.
 *
 * @param boundaries - Where fields meet. A name that reaches one ends there, with any text in the next field.
 */
export function readTag(text: string, at: number, boundaries: ReadonlySet<number>): Tag | null {
  let position = skipSpace(text, at + 1)
  const isClosing = text.charCodeAt(position) === slash
  if (isClosing) position = skipSpace(text, position + 1)
  if (!hasName(text, position)) return null
  const nameEnd = position + name.length
  if (!boundaries.has(nameEnd) && continuesName(text.charCodeAt(nameEnd))) return null
  const close = skipSpace(text, nameEnd)
  const isComplete = text.charCodeAt(close) === greaterThan
  return { kind: isClosing ? 'closing' : 'opening', isComplete, end: isComplete ? close + 1 : nameEnd }
}

function skipSpace(text: string, from: number): number {
  let position = from
  while (isSpace(text.charCodeAt(position))) position += 1
  return position
}

/** Ignores the case of ASCII letters: setting the bit 0x20 maps nothing else to them. */
function hasName(text: string, at: number): boolean {
  for (let index = 0; index < name.length; index += 1) {
    if ((text.charCodeAt(at + index) | 0x20) !== name.charCodeAt(index)) return false
  }
  return true
}

/**
 * Letters, digits, `-` and `_` of ASCII: `<privateer>` and `<private-note>` are other names. Other letters end the name,
 * because scripts that use no spaces write private text right behind it.
 */
function continuesName(code: number): boolean {
  const letter = code | 0x20
  return (
    (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x5f
  )
}

/** White space of every script, control characters and invisible ones: characters that may hide in a tag. */
function isSpace(code: number): boolean {
  if (code <= 0x20) return true
  if (code < 0x7f) return false
  return (
    code <= 0xa0 ||
    code === 0xad ||
    code === 0x061c ||
    code === 0x1680 ||
    code === 0x180e ||
    (code >= 0x2000 && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202f) ||
    (code >= 0x205f && code <= 0x206f) ||
    code === 0x3000 ||
    code === 0xfeff
  )
}
