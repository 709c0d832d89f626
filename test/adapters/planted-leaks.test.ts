import { describe, expect, test } from 'vitest'
import { adapterContract, graphStoreContract, skipReason } from '../../src/testing/index.ts'
import type { AdapterSubject, GraphStoreSubject, GraphStoreUnderTest } from '../../src/testing/index.ts'

/** An adapter in a plain map: `placeOf` makes the place of a text from user and name. */
function adapterWith(placeOf: (userId: string, name: string) => string): AdapterSubject {
  return {
    cannot: {
      modelInput: 'it has no tools',
      userPause: 'it has no pause',
      failure: 'it cannot fail',
    },
    open: async () => {
      const texts = new Map<string, string>()
      return {
        forUser: (userId) => {
          const own = (): [string, string][] =>
            [...texts].filter(([place]) => place.startsWith(placeOf(userId, '')))
          return {
            keep: async (name, text) => texts.set(placeOf(userId, name), text),
            show: async (name) => texts.get(placeOf(userId, name)) ?? null,
            list: async () => own(),
            search: async (query) =>
              own().filter(([, text]) => query.split(' ').some((word) => text.includes(word))),
            remove: async (name) => texts.delete(placeOf(userId, name)),
          }
        },
        close: async () => undefined,
      }
    },
  }
}

async function failuresOf(subject: AdapterSubject): Promise<string[]> {
  const failed: string[] = []
  for (const contractCase of adapterContract) {
    if (skipReason(contractCase, subject) !== null) continue
    await contractCase.run(subject).catch(() => failed.push(contractCase.name))
  }
  return failed
}

describe('the contract of adapters', () => {
  test('passes an adapter that keeps users apart', async () => {
    expect(await failuresOf(adapterWith((user, name) => `${JSON.stringify([user])}${name}`))).toEqual([])
  })

  test.each([
    ['one place for all users', (_: string, name: string) => name],
    ['a prefix without an end', (user: string, name: string) => `${user}${name}`],
    ['ids without their case', (user: string, name: string) => `${user.toLowerCase()}\n${name}`],
    [
      'slashes written as underscores',
      (user: string, name: string) => `${user}\n${name.replaceAll('/', '_')}`,
    ],
    ['paths that are resolved', (user: string, name: string) => new URL(`${user}/${name}`, 'file:///').href],
  ])('finds the leak of %s', async (_, placeOf) => {
    expect(await failuresOf(adapterWith(placeOf))).not.toEqual([])
  })
})

/** A store in a plain list: its search takes a record by `isBelow`. */
function storeWith(
  isBelow: (namespace: readonly string[], prefix: readonly string[]) => boolean,
): GraphStoreSubject {
  return {
    open: async () => {
      const items: { namespace: string[]; key: string; value: Record<string, unknown> }[] = []
      const times = { createdAt: new Date(0), updatedAt: new Date(0) }
      const store: GraphStoreUnderTest = {
        get: async (namespace, key) => {
          const found = items.find((item) => item.namespace.join() === namespace.join() && item.key === key)
          return found === undefined ? null : { ...found, ...times }
        },
        search: async (prefix) =>
          items.filter((item) => isBelow(item.namespace, prefix)).map((item) => ({ ...item, ...times })),
        put: async (namespace, key, value) => void items.push({ namespace, key, value }),
        delete: async () => undefined,
        listNamespaces: async () => items.map(({ namespace }) => namespace),
        batch: async () => [],
      }
      return { store, close: async () => undefined }
    },
  }
}

describe('the contract of stores of graphs', () => {
  const isolation = graphStoreContract.find(({ name }) => name.includes('the same namespace and key of two'))

  test('passes a search that compares whole labels', async () => {
    const subject = storeWith((namespace, prefix) => prefix.every((label, at) => namespace[at] === label))
    await expect(isolation?.run(subject)).resolves.toBeUndefined()
  })

  test('finds a search that leaves the user out', async () => {
    await expect(isolation?.run(storeWith(() => true))).rejects.toThrow(
      'Expected values to be strictly deep-equal',
    )
  })
})
