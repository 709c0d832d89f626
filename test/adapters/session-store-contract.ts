import { expect } from 'vitest'
import type { SessionEntry, SessionKey, SessionStore } from '../../src/adapters/claude-agent/index.ts'

const key: SessionKey = { projectKey: 'proj', sessionId: 'sess' }
const agent = (name: string): SessionKey => ({ ...key, subpath: `subagents/agent-${name}` })
const line = (fields: object = { n: 1 }): SessionEntry => ({ type: 'x', ...fields })

/**
 * The 13 contracts of a session store of the Claude Agent SDK, restated from the conformance suite that its Python
 * package publishes and the TypeScript package's examples follow (0.3.332). A store that passes it can be given to `query`.
 */
export const sessionStoreContract: Readonly<Record<string, (store: SessionStore) => Promise<void>>> = {
  '1 returns lines as they were appended, in order': async (store) => {
    const lines = [line({ uuid: 'b', n: 1 }), line({ uuid: 'a', n: 2, deep: { list: [1, null, 'ü'] } })]
    await store.append(key, lines)
    expect(await store.load(key)).toEqual(lines)
  },
  '2 returns null for what was never written': async (store) => {
    expect(await store.load({ ...key, sessionId: 'nope' })).toBeNull()
    await store.append(key, [line()])
    expect(await store.load({ ...key, subpath: 'nope' })).toBeNull()
  },
  '3 keeps the order of several appends': async (store) => {
    const batches = [[line({ uuid: 'z' })], [line({ uuid: 'a' }), line({ uuid: 'm' })], [line({ uuid: 'b' })]]
    for (const batch of batches) await store.append(key, batch)
    expect(await store.load(key)).toEqual(batches.flat())
  },
  '4 does nothing for an empty append': async (store) => {
    await store.append(key, [line()])
    await store.append(key, [])
    expect(await store.load(key)).toEqual([line()])
  },
  '5 keeps a subagent apart from the main transcript': async (store) => {
    await store.append(key, [line({ of: 'main' })])
    await store.append(agent('1'), [line({ of: 'agent' })])
    expect(await store.load(key)).toEqual([line({ of: 'main' })])
    expect(await store.load(agent('1'))).toEqual([line({ of: 'agent' })])
  },
  '6 keeps projects apart': async (store) => {
    for (const projectKey of ['A', 'B'])
      await store.append({ projectKey, sessionId: 's1' }, [line({ from: projectKey })])
    for (const projectKey of ['A', 'B']) {
      expect(await store.load({ projectKey, sessionId: 's1' })).toEqual([line({ from: projectKey })])
      expect(await store.listSessions(projectKey)).toHaveLength(1)
    }
  },
  '7 lists the sessions of a project with times in milliseconds': async (store) => {
    for (const sessionId of ['a', 'b']) await store.append({ ...key, sessionId }, [line()])
    await store.append({ projectKey: 'other', sessionId: 'c' }, [line()])
    const sessions = await store.listSessions('proj')
    expect(sessions.map(({ sessionId }) => sessionId).toSorted()).toEqual(['a', 'b'])
    for (const { mtime } of sessions) expect(mtime).toBeGreaterThan(1e12)
    expect(await store.listSessions('never-written')).toEqual([])
  },
  '8 lists no subagent as a session': async (store) => {
    await store.append(key, [line()])
    await store.append(agent('1'), [line()])
    expect((await store.listSessions('proj')).map(({ sessionId }) => sessionId)).toEqual(['sess'])
  },
  '9 removes a transcript': async (store) => {
    await store.delete({ ...key, sessionId: 'never-written' })
    await store.append(key, [line()])
    await store.delete(key)
    expect(await store.load(key)).toBeNull()
  },
  '10 removes the subagents with the main transcript, and nothing else': async (store) => {
    const others = [
      { ...key, sessionId: 'sess2' },
      { ...key, projectKey: 'other' },
    ]
    for (const each of [key, agent('1'), agent('2'), ...others]) await store.append(each, [line()])
    await store.delete(key)
    for (const each of [key, agent('1'), agent('2')]) expect(await store.load(each)).toBeNull()
    for (const each of others) expect(await store.load(each)).toHaveLength(1)
    expect(await store.listSubkeys(key)).toEqual([])
    expect((await store.listSessions('proj')).map(({ sessionId }) => sessionId)).toEqual(['sess2'])
  },
  '11 removes one subagent alone': async (store) => {
    for (const each of [key, agent('1'), agent('2')]) await store.append(each, [line()])
    await store.delete(agent('1'))
    expect(await store.load(agent('1'))).toBeNull()
    for (const each of [key, agent('2')]) expect(await store.load(each)).toHaveLength(1)
    expect(await store.listSubkeys(key)).toEqual(['subagents/agent-2'])
  },
  '12 lists the subagents of a session': async (store) => {
    for (const each of [key, agent('1'), agent('2'), { ...agent('x'), sessionId: 'other' }])
      await store.append(each, [line()])
    expect((await store.listSubkeys(key)).toSorted()).toEqual(['subagents/agent-1', 'subagents/agent-2'])
  },
  '13 lists no main transcript among the subagents': async (store) => {
    await store.append(key, [line()])
    expect(await store.listSubkeys(key)).toEqual([])
    expect(await store.listSubkeys({ ...key, sessionId: 'never-written' })).toEqual([])
  },
}
