import { readLocomo, type Conversation, type SavedSession } from '../retrieval/locomo.ts'
import { readParaphrases } from './paraphrases.ts'
import type { Memory, Person } from './recall.ts'

/** The paraphrases as one user's memories, each in a session of its own, or all in one. */
export const paraphrasedPerson = (sessions: 'apart' | 'one'): Person => {
  const all = readParaphrases()
  return {
    now: 0,
    memories: all.map(({ title, content }, index) => ({
      title,
      content,
      session: sessions === 'one' ? 1 : index + 1,
      marks: [String(index)],
    })),
    questions: all.flatMap(({ question }, index) =>
      question === undefined ? [] : [{ text: question, evidence: [String(index)] }],
    ),
  }
}

const memoriesOf = (sessions: readonly SavedSession[]): Memory[] => {
  const memories: (Memory & { marks: string[] })[] = []
  const known = new Map<string, string[]>()
  for (const [session, { startedAt, entries }] of sessions.entries()) {
    for (const [second, { speaker, content, turns }] of entries.entries()) {
      const key = `${speaker}\0${content}`
      const marks = known.get(key)
      if (marks !== undefined) {
        marks.push(...turns)
        continue
      }
      const own = [...turns]
      known.set(key, own)
      const createdAt = startedAt + second * 1_000
      memories.push({ title: speaker, content, createdAt, session: session + 1, marks: own })
    }
    const summary = { title: 'Summary', content: 'End of the session.', marks: [], isHidden: true }
    memories.push({ ...summary, createdAt: startedAt + entries.length * 1_000, session: session + 1 })
  }
  return memories
}

const personOf = (conversation: Conversation, kind: 'turns' | 'facts'): Person => {
  const memories = memoriesOf(conversation[kind])
  const saved = new Set(memories.flatMap(({ marks }) => marks))
  return {
    memories,
    now: Math.max(...conversation[kind].map(({ startedAt }) => startedAt)),
    questions: conversation.questions
      .map(({ text, evidence }) => ({ text, evidence: evidence.filter((turn) => saved.has(turn)) }))
      .filter(({ evidence }) => evidence.length > 0),
  }
}

/** The conversations of LoCoMo, one user each. */
export const locomoPeople = (folder: string, kind: 'turns' | 'facts'): Person[] =>
  readLocomo(folder).map((conversation) => personOf(conversation, kind))
