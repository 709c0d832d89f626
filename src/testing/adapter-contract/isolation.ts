import assert from 'node:assert/strict'
import { answerOrError, canaryOf, hides, holds, written } from './canaries.ts'
import { adapterCase, type AdapterCase, type AdapterOfUser, type OpenAdapter } from './subject.ts'

/** Ids that a careless comparison takes for one another. */
const alikeUsers = ['ada', 'adal', 'Ada', 'ada-2', 'ada_2']

/** Names by which one user might reach another user's place. */
const reachingNames = ['bob/notes', '../bob/notes', '..', '/', '*', 'bob', '%2e%2e/bob/notes', 'notes\u0000']

/** Names that a careless mapping takes for one another. */
const alikeNames = ['a/b', 'a_b', 'a-b', 'a%2Fb', 'A/b', 'a/b/c']

/** Nothing crosses between two users who use the same names. */
export const isolationCases: readonly AdapterCase[] = [
  adapterCase('shows a user what it keeps for that user', async (adapter) => {
    const ada = adapter.forUser('ada')
    await ada.keep('notes', canaryOf('ada'))
    holds(await ada.show('notes'), canaryOf('ada'))
  }),
  adapterCase('shows another user nothing under the same name', async (adapter) => {
    await adapter.forUser('ada').keep('notes', canaryOf('ada'))
    hides(await adapter.forUser('bob').show('notes'), canaryOf('ada'))
  }),
  adapterCase('keeps the same name of two users apart', async (adapter) => {
    const [ada, bob] = await bothKeep(adapter)
    await showOnlyTheirOwn(ada, bob, (user) => user.show('notes'))
  }),
  adapterCase(
    'lists for a user nothing of another',
    async (adapter) => {
      const [ada, bob] = await bothKeep(adapter)
      await ada.keep('only-adas-place', canaryOf('ada', 'only-adas-place'))
      assert.ok(!written(await bob.list?.()).includes('only-adas-place'), 'lists a name of another user')
      for (const text of [canaryOf('ada'), canaryOf('ada', 'only-adas-place')])
        hides(await bob.list?.(), text)
    },
    ['listing'],
  ),
  adapterCase(
    'finds for a user nothing of another',
    async (adapter) => {
      const [ada, bob] = await bothKeep(adapter)
      await showOnlyTheirOwn(ada, bob, (user) => user.search?.('the word in') ?? Promise.resolve())
      const [word = ''] = /zebra[0-9a-f]+end/.exec(canaryOf('ada')) ?? []
      hides(await answerOrError(async () => withoutQuery(await bob.search?.(word), word)), canaryOf('ada'))
    },
    ['textSearch'],
  ),
  adapterCase(
    'removes for a user nothing of another',
    async (adapter) => {
      const [ada, bob] = await bothKeep(adapter)
      await ada.remove?.('notes')
      hides(await ada.show('notes'), canaryOf('ada'))
      holds(await bob.show('notes'), canaryOf('bob'))
    },
    ['removal'],
  ),
  adapterCase('keeps users with alike ids apart', async (adapter) => {
    for (const userId of alikeUsers) await adapter.forUser(userId).keep('notes', canaryOf(userId))
    for (const userId of alikeUsers) {
      const user = adapter.forUser(userId)
      const shown = await user.show('notes')
      holds(shown, canaryOf(userId))
      const all = [shown, await user.list?.(), await user.search?.('the word in')]
      for (const other of alikeUsers) if (other !== userId) hides(all, canaryOf(other))
    }
    // A user and a name that are only joined are the same text as another user and another name.
    hides(await answerOrError(() => adapter.forUser('ada').show('lnotes')), canaryOf('adal'))
  }),
  adapterCase('reaches no other user by any name', async (adapter) => {
    await adapter.forUser('bob').keep('notes', canaryOf('bob'))
    const ada = adapter.forUser('ada')
    for (const name of reachingNames) {
      hides(await answerOrError(() => ada.show(name)), canaryOf('bob'))
      await answerOrError(() => ada.keep(name, canaryOf('ada', name)))
    }
    const shown = await adapter.forUser('bob').show('notes')
    holds(shown, canaryOf('bob'))
    for (const name of reachingNames) hides(shown, canaryOf('ada', name))
  }),
  adapterCase(
    'keeps alike names of one user apart, or refuses them',
    async (adapter) => {
      const ada = adapter.forUser('ada')
      const kept: string[] = []
      for (const name of alikeNames) {
        const refused = await ada.keep(name, canaryOf('ada', name)).then(
          () => false,
          () => true,
        )
        if (!refused) kept.push(name)
      }
      for (const name of kept) {
        const shown = await ada.show(name)
        holds(shown, canaryOf('ada', name))
        for (const other of kept) if (other !== name) hides(shown, canaryOf('ada', other))
      }
    },
    ['names'],
  ),
  adapterCase('keeps users apart in calls that run at the same time', async (adapter) => {
    const names = Array.from({ length: 8 }, (_, at) => `place-${at}`)
    const users = ['ada', 'bob']
    await Promise.all(
      names.flatMap((name) => users.map((id) => adapter.forUser(id).keep(name, canaryOf(id, name)))),
    )
    await Promise.all(
      names.flatMap((name) =>
        users.map(async (id) => {
          const shown = await adapter.forUser(id).show(name)
          const other = id === 'ada' ? 'bob' : 'ada'
          for (const place of names) hides(shown, canaryOf(other, place))
        }),
      ),
    )
  }),
  adapterCase(
    'refuses a user that a model names',
    async (adapter) => {
      const [ada] = await bothKeep(adapter)
      for (const field of ['user_id', 'userId', 'user', 'space', 'namespace', 'containerTag']) {
        const answer = await answerOrError(async () => ada.callAsModel?.({ [field]: 'bob' }))
        hides(answer, canaryOf('bob'))
        hides(answer, canaryOf('ada'))
        assert.match(
          written(answer),
          /invalid_input|not take|unrecognized|additional/i,
          'takes a user from a model',
        )
      }
    },
    ['modelInput'],
  ),
]

async function bothKeep(adapter: OpenAdapter): Promise<[AdapterOfUser, AdapterOfUser]> {
  const users: [AdapterOfUser, AdapterOfUser] = [adapter.forUser('ada'), adapter.forUser('bob')]
  await users[0].keep('notes', canaryOf('ada'))
  await users[1].keep('notes', canaryOf('bob'))
  return users
}

async function showOnlyTheirOwn(
  ada: AdapterOfUser,
  bob: AdapterOfUser,
  look: (user: AdapterOfUser) => Promise<unknown>,
): Promise<void> {
  const [adas, bobs] = [await look(ada), await look(bob)]
  holds(adas, canaryOf('ada'))
  hides(adas, canaryOf('bob'))
  holds(bobs, canaryOf('bob'))
  hides(bobs, canaryOf('ada'))
}

/** An answer may repeat the query that it answers. */
function withoutQuery(answer: unknown, query: string): string {
  return written(answer).replaceAll(`"query":"${query}"`, '')
}
