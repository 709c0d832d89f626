import { createReadStream } from 'node:fs'
import { invalidInput } from '../../../core/errors/errors.ts'
import { utf8Lines } from '../../../wire/utf8-lines.ts'

/** A value of a file, and its place, from 1. */
export interface PlacedValue {
  readonly row: number
  readonly value: unknown
}

/** Characters of one value at most: a file is read value by value, and each is held as a whole. */
const longestValue = 2 ** 28

/**
 * Reads the elements of a list, one after another, without holding the file: `[…]` itself, the list under one of `names` in an
 * object, or one value a line. A single object without such a list is one element.
 *
 * Errors: `invalid_input`, with the line where one line is at fault.
 */
export async function* jsonValues(path: string, names: readonly string[] = []): AsyncGenerator<PlacedValue> {
  const start = await firstCharacter(path)
  if (start === '[') yield* elementsOf(path)
  else {
    const whole = await wholeObject(path)
    if (whole === undefined) yield* valuesOfLines(path)
    else yield* listedIn(whole, names)
  }
}

function* listedIn(
  whole: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Generator<PlacedValue> {
  const lists = names.flatMap((name) => {
    const value = whole[name]
    return Array.isArray(value) ? [value as unknown[]] : []
  })
  for (const [index, value] of (lists[0] ?? [whole]).entries()) yield { row: index + 1, value }
}

async function firstCharacter(path: string): Promise<string> {
  for await (const text of textOf(path)) {
    const trimmed = text.trimStart()
    if (trimmed !== '') return trimmed[0]!
  }
  return invalidInput('the file is empty')
}

/** Text of a file in pieces, without a byte-order mark. Errors: `invalid_input` where it is not UTF-8. */
async function* textOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const bytes of createReadStream(path)) yield decoder.decode(bytes as Buffer, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) invalidInput('the file must be UTF-8')
    throw error
  }
}

/** The file as one object; undefined where it is not one object, as in JSON Lines. */
async function wholeObject(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const pieces: string[] = []
  let length = 0
  /** Tells whether the first line is a value by itself; null before its end. */
  let isFirstWhole: boolean | null = null
  for await (const piece of textOf(path)) {
    pieces.push(piece)
    length += piece.length
    const end: number = isFirstWhole === null ? piece.indexOf('\n') : -1
    if (end >= 0) {
      const first: string = [...pieces.slice(0, -1), piece.slice(0, end)].join('')
      isFirstWhole = first !== '' && parsed(first) !== undefined
    }
    // A first line that is whole, with more behind it, means one value a line.
    if (isFirstWhole === true && piece.slice(end + 1).trim() !== '') return undefined
    if (length > longestValue) invalidInput('the file is one object that is too large: split its list')
  }
  const value = parsed(pieces.join(''))
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}

async function* valuesOfLines(path: string): AsyncGenerator<PlacedValue> {
  let row = 0
  for await (const line of utf8Lines(createReadStream(path), 'the file')) {
    row++
    if (line.trim() === '') continue
    const value = parsed(line)
    yield { row, value: value === undefined ? invalidInput('is not JSON', { line: row }) : value }
  }
}

/** Undefined where the text is not JSON. The parser's own error quotes the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Reads the elements of a list one by one. */
async function* elementsOf(path: string): AsyncGenerator<PlacedValue> {
  const scanner = new ListScanner()
  let row = 0
  for await (const piece of textOf(path))
    for (const text of scanner.take(piece)) yield { row: ++row, value: valueOf(text, row) }
  if (!scanner.isComplete) invalidInput('the list has no end: is the file whole?')
}

/** Cuts the elements of a list apart by counting brackets outside of texts. */
class ListScanner {
  #element = ''
  #depth = 0
  #isInText = false
  #isEscaped = false

  get isComplete(): boolean {
    return this.#depth === 0
  }

  /** Takes a piece of the text, and returns the elements that end in it. */
  take(piece: string): string[] {
    const elements: string[] = []
    let from = 0
    for (let at = 0; at < piece.length; at++) {
      const sign = piece[at]!
      if (this.#isTextAt(sign)) continue
      const before = this.#depth
      this.#depth += depthOf(sign)
      if (before === 0 && this.#depth === 1) from = at + 1
      const isEnd = sign === ',' ? this.#depth === 1 : before === 1 && this.#depth === 0
      if (!isEnd) continue
      const text = this.#element + piece.slice(from, at)
      if (text.trim() !== '') elements.push(text)
      this.#element = ''
      from = at + 1
    }
    if (this.#depth > 0) this.#element += piece.slice(from)
    if (this.#element.length > longestValue) invalidInput('an element of the list is too large')
    return elements
  }

  /** True for a sign of a text, and for the quotes around it. */
  #isTextAt(sign: string): boolean {
    if (!this.#isInText) {
      this.#isInText = sign === '"'
      return this.#isInText
    }
    if (this.#isEscaped) this.#isEscaped = false
    else if (sign === '\\') this.#isEscaped = true
    else if (sign === '"') this.#isInText = false
    return true
  }
}

function depthOf(sign: string): number {
  if (sign === '[' || sign === '{') return 1
  return sign === ']' || sign === '}' ? -1 : 0
}

function valueOf(text: string, row: number): unknown {
  const value = parsed(text)
  return value === undefined ? invalidInput(`element ${row} of the list is not JSON`) : value
}
