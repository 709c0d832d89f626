import { MemoryError } from '../../core/errors/errors.ts'
import type { Observation, Session } from '../../core/model.ts'
import { changesIn, editOf, isDataProblem, readEdit, type Edit } from '../request/edit.ts'
import { numberIn } from '../request/form.ts'
import { field, goTo, purpose, type Visit } from '../request/visit.ts'
import type { Texts } from '../texts/en.ts'
import { showEdit } from '../views/edit-view.ts'
import { showHistory } from '../views/history-view.ts'
import { showMemory } from '../views/memory-view.ts'
import { showMissing } from '../views/problem-view.ts'

const versionsOnPage = 20

/** Finds the memory that the address names among the user's own; null: there is none. */
export async function memoryOf({ user, params }: Visit): Promise<Observation | null> {
  const id = numberIn(params[0])
  return id === null ? null : user.get(id, { purpose })
}

/** Answers with the memory that the address names. */
export async function viewMemory(visit: Visit): Promise<Response> {
  const memory = await memoryOf(visit)
  if (memory === null) return showMissing(visit)
  return showMemory(visit, memory, await sessionOf(visit, memory))
}

async function sessionOf({ user }: Visit, { sessionId }: Observation): Promise<Session | null> {
  return sessionId === null ? null : user.getSession(sessionId)
}

/** Answers with the form that changes a memory. */
export async function viewEdit(visit: Visit): Promise<Response> {
  const memory = await memoryOf(visit)
  return memory === null ? showMissing(visit) : showEdit(visit, memory, editOf(memory), null)
}

/** Keeps an edit, unless another change came before it. A proposal can be approved in the same step. */
export async function keepEdit(visit: Visit): Promise<Response> {
  const memory = await memoryOf(visit)
  if (memory === null) return showMissing(visit)
  const edit = readEdit(visit, memory)
  const changes = changesIn(edit, memory)
  if (isDataProblem(changes)) {
    const { dataBroken, dataNoObject } = visit.texts.edit
    const text = changes.at === null ? dataNoObject : dataBroken(changes.at.line, changes.at.column)
    return showEdit(visit, memory, edit, { kind: 'refused', text, field: 'data' })
  }
  try {
    const ifRevision = numberIn(field(visit, 'revision')) ?? 0
    const result = await visit.user.update(memory.id, changes, { ifRevision })
    if (result === null) return await showMissing(visit)
    if (field(visit, 'approve') === 'yes') {
      await visit.user.approve(memory.id, { ifRevision: result.revision })
      return goTo(visit, '/review', 'approved')
    }
    return goTo(visit, `/memories/${memory.id}`, result.outcome === 'deduped' ? 'unchanged' : 'saved')
  } catch (error) {
    return answerToFailedEdit(visit, memory, edit, error)
  }
}

async function answerToFailedEdit(
  visit: Visit,
  memory: Observation,
  edit: Edit,
  error: unknown,
): Promise<Response> {
  if (!(error instanceof MemoryError)) throw error
  if (error.code === 'conflict') {
    const current = await visit.user.get(memory.id, { purpose })
    return current === null ? showMissing(visit) : showEdit(visit, current, edit, { kind: 'conflict' })
  }
  if (error.code !== 'invalid_input') throw error
  const name = fieldOfEdit(error.field)
  const { texts } = visit
  const text = name === null ? texts.errors.invalid_input[1]! : texts.edit.refused(labelOf(texts, name))
  return showEdit(visit, memory, edit, { kind: 'refused', text, field: name })
}

/** Finds the field of the form that the memory refused: `keywords` of `keywords.3`. */
function fieldOfEdit(refused: string | undefined): keyof Edit | null {
  const parts = refused?.split('.') ?? []
  const names = ['type', 'title', 'content', 'topicKey', 'source', 'keywords', 'data'] as const
  return parts.includes('expiresAt') ? 'expires' : (names.find((name) => parts.includes(name)) ?? null)
}

function labelOf({ edit }: Texts, name: keyof Edit): string {
  const labels: Readonly<Record<keyof Edit, string>> = { ...edit, content: edit.text, topicKey: edit.topic }
  return labels[name]
}

/** Pins a memory or takes its pin away. */
export async function pinMemory(visit: Visit): Promise<Response> {
  const memory = await memoryOf(visit)
  if (memory === null) return showMissing(visit)
  const pinned = field(visit, 'pinned') === 'yes'
  await visit.user.update(memory.id, { pinned })
  return goTo(visit, `/memories/${memory.id}`, pinned ? 'pinned' : 'unpinned')
}

/** Answers with the versions of a memory. */
export async function viewHistory(visit: Visit): Promise<Response> {
  const memory = await memoryOf(visit)
  if (memory === null) return showMissing(visit)
  const before = numberIn(visit.query.get('before'))
  // One version more than is shown: the last one is compared with it.
  const { versions } = await visit.user.history(memory.id, { limit: versionsOnPage + 1, before })
  const pairs = versions
    .slice(0, versionsOnPage)
    .map((version, index) => ({ version, earlier: versions[index + 1] ?? null }))
  const next = versions.length > versionsOnPage ? (pairs.at(-1)?.version.revision ?? null) : null
  return showHistory(visit, memory, pairs, next)
}

/** Brings an earlier version back as a new one. */
export async function revertMemory(visit: Visit): Promise<Response> {
  const memory = await memoryOf(visit)
  const to = numberIn(field(visit, 'to'))
  if (memory === null || to === null) return showMissing(visit)
  const result = await visit.user.revert(memory.id, to, {
    ifRevision: numberIn(field(visit, 'revision')) ?? 0,
  })
  if (result === null) return showMissing(visit)
  return goTo(visit, `/memories/${memory.id}`, result.outcome === 'deduped' ? 'unchanged' : 'reverted')
}
