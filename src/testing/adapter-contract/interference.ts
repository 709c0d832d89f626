import assert from 'node:assert/strict'
import { canaryOf, written } from './canaries.ts'
import { adapterCase, type AdapterCase, type AdapterOfUser, type AdapterSubject } from './subject.ts'

const names = ['notes', 'plan', 'draft']

/** Another user's deeds change no answer. */
export const interferenceCases: readonly AdapterCase[] = [
  {
    ...adapterCase('answers a user the same with and without another user', async () => {}),
    run: async (subject) => {
      const alone = await playAs(subject, [])
      const together = await playAs(subject, ['bob', 'cleo'])
      assert.ok(together === alone, 'another user changes an answer')
    },
  },
]

/** Plays one user's life in an empty memory, with others who do the same in between, and returns the user's answers. */
async function playAs(subject: AdapterSubject, others: readonly string[]): Promise<string> {
  const adapter = await subject.open()
  try {
    const answers: unknown[] = []
    for (const name of names) {
      for (const id of others) await liveAt(adapter.forUser(id), id, name)
      answers.push(await liveAt(adapter.forUser('ada'), 'ada', name))
      for (const id of others) await adapter.forUser(id).remove?.(name)
    }
    return withoutTimes(written(answers))
  } finally {
    await adapter.close()
  }
}

async function liveAt(user: AdapterOfUser, id: string, name: string): Promise<unknown[]> {
  await user.keep(name, canaryOf(id, name))
  const found = written(await user.search?.('the word in'))
  // Scores depend on the time that lies between two writes.
  const words = [...new Set(found.match(/zebra[0-9a-f]+end/g))].toSorted()
  return [await user.show(name), await user.list?.(), words]
}

/** Two lives take place at different times: their scores differ, and so do ids and the marks of fences. */
function withoutTimes(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/\d+\.\d{4,}/g, '<score>')
    .replaceAll(/\b[0-9a-f]{16}\b/g, '<mark>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
}
