import { connect } from '../../src/client/index.ts'

/** The result that every platform must reach with a fresh server. */
export const expected = {
  outcomes: ['created', 'deduped'],
  snippet: 'dark é😀',
  absent: null,
  forgotten: false,
  imported: { observations: 1, sessions: 1, threadItems: 0, unchanged: 0 },
  refused: 'invalid_input',
  brokenText: 'invalid_input',
  stopped: 'left',
  unreachable: 'storage',
}

/** The client on the platform that runs this: written with what all of them have. */
export async function run(url: string): Promise<typeof expected> {
  const memory = connect(url, { retries: 1 })
  const alice = memory.forUser('alice')
  await alice.startSession()
  const draft = { type: 'preference', title: 'UI theme', content: 'dark é😀', topicKey: 'ui/theme' }
  const outcomes = [(await alice.save(draft)).outcome, (await alice.save(draft)).outcome]
  const [found] = await alice.search('theme')
  const lines: string[] = []
  for await (const line of alice.export()) lines.push(line)
  const result = {
    outcomes,
    snippet: found?.snippet ?? '',
    absent: (await alice.get(99)) as null,
    forgotten: await alice.forget(99),
    imported: await memory.forUser('bob').import(lines),
    refused: await codeOf(alice.save({ ...draft, type: 'nonsense' })),
    brokenText: await codeOf(alice.save({ ...draft, content: '\ud800' })),
    stopped: await alice
      .withSignal(AbortSignal.abort('left'))
      .stats()
      .then(() => '', String),
    unreachable: await codeOf(connect('http://127.0.0.1:1', { retries: 0 }).forUser('alice').stats()),
  }
  await memory.close()
  return result
}

function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => '',
    (error: unknown) => (error as { code: string }).code,
  )
}
