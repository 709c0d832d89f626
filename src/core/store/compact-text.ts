import type { Compact } from '../model.ts'
import type { SearchAnswer } from './requests.ts'

/** Texts that came with an answer. */
const texts = new WeakMap<SearchAnswer, string>()

/** Writes compacts as JSON, in the names that they have on the wire. */
export function compactText(results: readonly Compact[]): string {
  return JSON.stringify(results.map(onTheWire))
}

/** Reads such a text. */
export function readCompactText(text: string): Compact[] {
  return (JSON.parse(text) as WireCompact[]).map(inTheLibrary)
}

/** Keeps the text with which an answer came from its thread, so that a server need not write it again. */
export function keepCompactText(answer: SearchAnswer, text: string): void {
  texts.set(answer, text)
}

/** Returns the compacts of an answer as JSON, in the names that they have on the wire. */
export function compactTextOf(answer: SearchAnswer): string {
  return texts.get(answer) ?? compactText(answer.results)
}

type WireCompact = ReturnType<typeof onTheWire>

function onTheWire({ id, type, title, topicKey, pinned, score, snippet, highlights, updatedAt }: Compact) {
  return {
    id,
    type,
    title,
    topic_key: topicKey,
    pinned,
    score,
    snippet,
    highlights,
    updated_at: updatedAt,
  }
}

function inTheLibrary({ topic_key: topicKey, updated_at: updatedAt, ...same }: WireCompact): Compact {
  const { id, type, title, pinned, score, snippet, highlights } = same
  return { id, type, title, topicKey, pinned, score, snippet, highlights, updatedAt }
}
