import type { Operation } from '../../wire/operations.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { mostExported, startOf, withinCharacters } from './result-limits.ts'
import { fenced, provenance } from './fence.ts'

type Json = Record<string, unknown>

/** A tool's answer to a call, in the form of the Model Context Protocol. */
export interface ToolResult {
  /** The answer as one text for a model. */
  readonly content: { type: 'text'; text: string }[]
  /** The same as JSON; absent for an error. */
  readonly structuredContent?: Record<string, unknown>
  /** True where the call failed, with `code: reason` as the text. */
  readonly isError?: boolean
  // The protocol's results may carry more.
  readonly [field: string]: unknown
}

/**
 * Makes a tool's result of an operation's output: bounded in size, with a note on its origin and on how to read on,
 * once as structured content and once as fenced text.
 *
 * @param contentFrom - where in the content of `mem_get_observation` to begin
 */
export function shown({ name, method }: Operation, whole: Json, contentFrom: number): ToolResult {
  const result = withoutOthers(whole, method === 'get') as Json
  const { result: bounded, cutAt } = withinCharacters(
    method === 'get' ? contentBegunAt(result, contentFrom) : result,
  )
  if (cutAt === null) return resultOf(name, bounded, '')
  if (method !== 'get') {
    return resultOf(
      name,
      bounded,
      `Texts are cut at ${cutAt} characters; mem_get_observation reads one in full.`,
    )
  }
  const next = contentFrom + shownLength(result, contentFrom, cutAt)
  return resultOf(name, bounded, `The content goes on: call again with content_from ${next}.`)
}

/**
 * Leaves out what is not for a model: data is the application's, and keywords only help to find. Both may be long.
 *
 * @param isOne - true shows the keywords, where the result is one observation
 */
function withoutOthers(value: unknown, isOne: boolean): unknown {
  if (Array.isArray(value)) return value.map((member: unknown) => withoutOthers(member, isOne))
  if (typeof value !== 'object' || value === null) return value
  const isLeftOut = (name: string): boolean =>
    'content' in value && (name === 'data' || (name === 'keywords' && !isOne))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !isLeftOut(name))
      .map(([name, member]: [string, unknown]) => [name, withoutOthers(member, isOne)]),
  )
}

/** The first lines of an export, as many as a result holds. */
export async function exported(name: string, memory: UserMemory): Promise<ToolResult> {
  const lines: string[] = []
  let left = mostExported
  for await (const line of memory.export()) {
    left -= line.length
    if (left < 0) {
      return resultOf(
        name,
        { lines },
        `These are the first ${lines.length} lines only. A full export is not a model's to read.`,
      )
    }
    lines.push(line)
  }
  return resultOf(name, { lines }, '')
}

/** A result with the note on its origin, and `more` after it. */
export function resultOf(name: string, result: Json, more: string): ToolResult {
  const structuredContent = { note: more === '' ? provenance : `${provenance} ${more}`, ...result }
  return { content: [{ type: 'text', text: fenced(name, structuredContent) }], structuredContent }
}

function contentOf(result: Json): { observation: Json; content: string } | null {
  const { observation } = result as { observation: Json | null }
  const content = observation?.['content']
  return observation === null || typeof content !== 'string' ? null : { observation, content }
}

function contentBegunAt(result: Json, from: number): Json {
  const found = contentOf(result)
  if (found === null || from === 0) return result
  const { observation, content } = found
  return { observation: { ...observation, content: content.slice(startOf(content, from).length) } }
}

function shownLength(result: Json, from: number, cutAt: number): number {
  const content = contentOf(result)?.content ?? ''
  const begin = startOf(content, from).length
  return begin - from + startOf(content.slice(begin), cutAt).length
}
