import type { Observation } from '../../core/model.ts'
import type { Visit } from '../request/visit.ts'
import { markup, nothing, timeMarkup, type Markup } from './markup.ts'

/** Name of a type for people; a type of the application's own stays as it is. */
export function typeName({ texts }: Visit, type: string): string {
  return Object.hasOwn(texts.types, type) ? texts.types[type as keyof typeof texts.types] : type
}

/** Facts about a memory in one line: type, topic, source, date, revision. */
export function badges(visit: Visit, memory: Observation): Markup {
  const { texts, preferences } = visit
  const facts = [
    markup`<span class="badge">${typeName(visit, memory.type)}</span>`,
    memory.status === 'pending' ? markup`<span class="badge strong">${texts.badge.pending}</span>` : nothing,
    memory.pinned ? markup`<span class="badge strong">${texts.badge.pinned}</span>` : nothing,
    memory.topicKey === null
      ? nothing
      : markup`<span class="badge" dir="auto">${texts.badge.topic} ${memory.topicKey}</span>`,
    memory.source === null
      ? nothing
      : markup`<span class="badge" dir="auto">${texts.badge.source} ${memory.source}</span>`,
    memory.expiresAt === null
      ? nothing
      : markup`<span class="badge"
          >${texts.badge.until} ${timeMarkup(memory.expiresAt, preferences.language)}</span
        >`,
    memory.revision > 1
      ? markup`<span class="fact">${texts.badge.revision(memory.revision)}</span>`
      : nothing,
    // Last: the script writes it in the reader's zone, and nothing behind it moves.
    markup`<span class="fact">${timeMarkup(memory.updatedAt, preferences.language)}</span>`,
  ]
  return markup`<p class="facts">${facts}</p>`
}

/** The mark that stands where a private part of a text was. */
const privateMark = '[REDACTED]'

/** Explains the marks of private parts, where a text has any. */
export function privateNote({ texts }: Visit, memory: { title: string; content: string }): Markup {
  return memory.title.includes(privateMark) || memory.content.includes(privateMark)
    ? markup`<p class="hint">${texts.privateNote(privateMark)}</p>`
    : nothing
}
