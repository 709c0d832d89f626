import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One thing to save: a turn of a conversation, or a fact drawn from one. */
export interface Saved {
  readonly speaker: string
  readonly content: string
  /** The turns that it comes from, as the data set names them: `D3:12`. */
  readonly turns: readonly string[]
}

/** One session of a conversation. */
export interface SavedSession {
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly entries: readonly Saved[]
}

/** A question and the turns that answer it. */
export interface Question {
  readonly text: string
  readonly evidence: readonly string[]
}

/** One conversation: one user. */
export interface Conversation {
  readonly turns: readonly SavedSession[]
  readonly facts: readonly SavedSession[]
  readonly questions: readonly Question[]
}

interface RawTurn {
  readonly speaker: string
  readonly dia_id: string
  readonly text: string
  readonly blip_caption?: string
}

interface RawConversation {
  readonly qa: readonly { readonly question: string; readonly evidence?: readonly string[] }[]
  readonly conversation: Readonly<Record<string, string | readonly RawTurn[]>>
  readonly observation: Readonly<
    Record<string, Readonly<Record<string, readonly (readonly [string, unknown])[]>>>
  >
}

const turnIds = (value: unknown): string[] =>
  (JSON.stringify(value ?? '').match(/D\d+:\d+/g) ?? []).map((id) => id.replace(/:0+/, ':'))

/** `1:56 pm on 8 May, 2023` as milliseconds, UTC. */
const parseDate = (text: string): number => {
  const [, hour, minute, half, day] = /(\d+):(\d+) (am|pm) on (.+)/.exec(text) ?? []
  const hours = (Number(hour) % 12) + (half === 'pm' ? 12 : 0)
  return Date.parse(`${day} 00:00 UTC`) + (hours * 60 + Number(minute)) * 60_000
}

const sessionNumbers = (raw: RawConversation): number[] =>
  Object.keys(raw.conversation)
    .filter((key) => /^session_\d+$/.test(key))
    .map((key) => Number(key.slice('session_'.length)))
    .toSorted((a, b) => a - b)

const turnsOf = (raw: RawConversation, session: number): RawTurn[] => [
  ...((raw.conversation[`session_${session}`] ?? []) as readonly RawTurn[]),
]

const toSaved = (turn: RawTurn): Saved => ({
  speaker: turn.speaker,
  content: turn.blip_caption === undefined ? turn.text : `${turn.text} ${turn.blip_caption}`,
  turns: [turn.dia_id],
})

const factsOf = (raw: RawConversation, session: number): Saved[] =>
  Object.entries(raw.observation[`session_${session}_observation`] ?? {}).flatMap(([speaker, facts]) =>
    facts.map(([content, source]) => ({ speaker, content, turns: turnIds(source) })),
  )

const read = (raw: RawConversation): Conversation => {
  const sessions = sessionNumbers(raw)
  const startedAt = (session: number): number =>
    parseDate(raw.conversation[`session_${session}_date_time`] as string)
  const known = new Set(sessions.flatMap((session) => turnsOf(raw, session).map((turn) => turn.dia_id)))
  return {
    turns: sessions.map((session) => ({
      startedAt: startedAt(session),
      entries: turnsOf(raw, session).map(toSaved),
    })),
    facts: sessions.map((session) => ({ startedAt: startedAt(session), entries: factsOf(raw, session) })),
    questions: raw.qa
      .map(({ question, evidence }) => ({
        text: question,
        evidence: [...new Set(turnIds(evidence).filter((id) => known.has(id)))],
      }))
      .filter(({ evidence }) => evidence.length > 0),
  }
}

/** Reads the conversations of LoCoMo from a folder that holds `locomo10.json`. */
export const readLocomo = (folder: string): Conversation[] => {
  const raw = JSON.parse(readFileSync(join(folder, 'locomo10.json'), 'utf8')) as readonly RawConversation[]
  return raw.map(read)
}
