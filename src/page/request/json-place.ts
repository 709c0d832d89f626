/** A place in a text, both counted from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

const blank = /[ \t\n\r]*/y
const string = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy
const scalar = new RegExp(
  `${string.source}|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|true|false|null`,
  'uy',
)
/** Depth at which the reader stops: no data of a memory is as deep. */
const deepest = 500

/** Finds the place at which a text stops being JSON. Engines tell it in their messages only, and not always. */
export function placeOfProblem(text: string): Place {
  const reader = new JsonReader(text)
  reader.value(0)
  const lines = text.slice(0, reader.at).split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

/** Reads JSON up to the first mistake, or to the end of the first value. */
class JsonReader {
  #at = 0
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** Number of characters that were read. */
  get at(): number {
    return this.#at
  }

  value(depth: number): boolean {
    this.#take(blank)
    if (depth > deepest) return false
    const first = this.#text[this.#at]
    if (first === '[') return this.#items(']', () => this.value(depth + 1))
    if (first === '{') return this.#items('}', () => this.#entry(depth))
    return this.#take(scalar)
  }

  #entry(depth: number): boolean {
    this.#take(blank)
    if (!this.#take(string)) return false
    this.#take(blank)
    return this.#is(':') && this.value(depth + 1)
  }

  #items(end: string, read: () => boolean): boolean {
    this.#at++
    this.#take(blank)
    if (this.#is(end)) return true
    do {
      if (!read()) return false
      this.#take(blank)
    } while (this.#is(','))
    return this.#is(end)
  }

  #is(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found === null) return false
    this.#at += found[0].length
    return true
  }
}
