import type { UserMemory } from '../../src/core/user-memory.ts'
import type { NamedOperation } from '../../src/testing/index.ts'
import { pageOf, Window } from './browsing.ts'

/** Input of an operation, as the matrix has it: fields by name. */
type Fields = Readonly<Record<string, unknown>>
type Action = (window: Window, input: Fields) => Promise<readonly { status: number; text: string }[]>

/** Every operation of a memory that a person can do on the page, by the addresses and forms that do it. */
const actions: Readonly<Record<string, Action>> = {
  mem_get_observation: async (window, input) => [await window.get(pathOf(input))],
  mem_update: async (window, input) => [
    await window.get(`${pathOf(input)}/edit`),
    await window.post(`${pathOf(input)}/edit`, {
      ...texts({ title: input['title'] ?? 'x', content: input['content'], source: input['source'] }),
      topicKey: textOf(input['newTopicKey']),
      revision: textOf(input['ifRevision'] ?? 1),
    }),
    await window.post(`${pathOf(input)}/pin`, { pinned: 'yes' }),
  ],
  mem_approve: async (window, input) => [
    await window.get('/review'),
    await window.post(`/review/${refOf(input)}/approve`, { revision: textOf(input['ifRevision'] ?? 1) }),
  ],
  mem_history: async (window, input) => [
    await window.get(`${pathOf(input)}/history?before=${textOf(input['before'])}`),
  ],
  mem_revert: async (window, input) => [
    await window.post(`${pathOf(input)}/revert`, {
      to: textOf(input['revision']),
      revision: textOf(input['ifRevision'] ?? 1),
    }),
  ],
  mem_forget: async (window, input) => [
    await window.get(`${pathOf(input)}/forget`),
    await window.get(`/forget?id=${refOf(input)}`),
    await window.post(`${pathOf(input)}/forget`),
    await window.post('/forget', { id: refOf(input) }),
  ],
  mem_forget_all: async (window, input) => {
    const fields = { ...filterOf(input), filter: '1' }
    const asked = await window.get(`/forget?${new URLSearchParams(fields).toString()}`)
    const count = /name="count" value="(\d+)"/.exec(asked.text)?.[1] ?? '0'
    return [asked, await window.post('/forget', { ...fields, count })]
  },
  mem_search: async (window, input) => [
    await window.get(
      `/?${new URLSearchParams({ ...filterOf(input), q: textOf(input['query']) }).toString()}`,
    ),
  ],
  mem_list: async (window, input) => [
    await window.get(
      `/?${new URLSearchParams({ ...filterOf(input), ...texts({ order: input['order'], cursor: input['cursor'] }) }).toString()}`,
    ),
    await window.get('/print'),
    await window.get('/?order=topic'),
  ],
  mem_session_list: async (window, input) => [
    await window.get(`/sessions?${new URLSearchParams(texts({ cursor: input['cursor'] })).toString()}`),
  ],
  mem_session_get: async (window, input) => [
    await window.get(`/?session=${encodeURIComponent(textOf(input['sessionId']))}`),
  ],
  mem_stats: async (window) => [await window.get('/control')],
  mem_settings: async (window) => [await window.get('/control')],
  mem_pause: async (window, input) => [
    await window.post('/control/pause', { what: 'recall', paused: 'yes' }),
    await window.get(`/?q=tulips&type=${textOf(input['saving'])}`),
  ],
  mem_resume: async (window) => [await window.post('/control/pause', { what: 'saving', paused: 'no' })],
  mem_export: async (window) => [await window.get('/export')],
  mem_import: async (window, input) => [
    await window.upload('/import', (input['lines'] as readonly string[]).join('\n')),
  ],
  mem_erase_user: async (window) => [await window.post('/erase', { confirm: 'erase' })],
}

/** The page as a transport of the isolation matrix: each operation is done by requests of one signed-in window. */
export const pageOperations: readonly NamedOperation[] = Object.entries(actions).map(([name, act]) => ({
  name,
  run: async (memory, input) => {
    const page = pageOf({ forUser: () => inTurn(memory) }, { secret: 'a secret of thirty-two characters!' })
    const answers = await act(new Window(page, memory.userId), (input ?? {}) as Fields)
    return answers.map(({ status, text }) => ({ status, text: withoutEcho(status, text) }))
  },
}))

/** A handle with lists that come one after the other, so that the journal has them in the same order each time. */
function inTurn(memory: UserMemory): UserMemory {
  let last: Promise<unknown> = Promise.resolve()
  return new Proxy(memory, {
    get: (target, name) => {
      if (name === 'list')
        return (options: Parameters<UserMemory['list']>[0]) => (last = last.then(() => target.list(options)))
      return methodOf(target, name)
    },
  })
}

function methodOf(target: UserMemory, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target)
  return typeof value === 'function' ? (value as () => unknown).bind(target) : value
}

/** A handle that gives out another user's memories where its own has none: a leak for the matrix to find. */
export function leaking(memory: UserMemory, other: UserMemory): UserMemory {
  return new Proxy(memory, {
    get: (target, name) => {
      if (name === 'get')
        return async (ref: number): Promise<unknown> => (await target.get(ref)) ?? other.get(ref)
      return methodOf(target, name)
    },
  })
}

/** The page without what repeats the request: tokens, the fields of a search, the queries of links, a refused edit. */
function withoutEcho(status: number, text: string): string {
  const whole = status < 400 ? text : text.replace(/<form[^>]*data-edit-form>[\s\S]*?<\/form>/, '')
  return whole
    .replaceAll(/<form[^>]*role="search">[\s\S]*?<\/form>/g, '')
    .replaceAll(/<input type="hidden"[^>]*>/g, '')
    .replaceAll(/(href|action)="([^"?]*)\?[^"]*"/g, '$1="$2"')
}

function refOf(input: Fields): string {
  return encodeURIComponent(textOf(input['observationId'] ?? input['topicKey']))
}

function pathOf(input: Fields): string {
  return `/memories/${refOf(input)}`
}

function filterOf(input: Fields): Record<string, string> {
  return texts({
    type: (input['types'] as readonly string[] | undefined)?.[0],
    topic: input['topicKeyPrefix'],
    source: input['source'],
    session: input['session'],
    from: input['createdAfter'],
    to: input['createdBefore'],
  })
}

function texts(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value == null ? [] : [[name, textOf(value)]])),
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
