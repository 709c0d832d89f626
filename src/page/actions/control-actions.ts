import type { Observation } from '../../core/model.ts'
import { chosenIn, preferenceCookies } from '../request/preferences.ts'
import { field, goTo, purpose, type Visit } from '../request/visit.ts'
import { showControl, showPrint, showReceipt } from '../views/control-view.ts'
import { pageHeaders } from '../views/layout.ts'

const mostPrinted = 5_000
const pageSize = 100

/** Answers with the switches and the ways in and out. */
export async function viewControl(visit: Visit): Promise<Response> {
  return controlPage(visit, false)
}

async function controlPage(visit: Visit, wasTypedWrong: boolean): Promise<Response> {
  const [settings, stats] = await Promise.all([visit.user.settings(), visit.user.stats()])
  return showControl(visit, settings, stats, wasTypedWrong)
}

/** Pauses or resumes one switch, or both of them: a private session. */
export async function pauseOrResume(visit: Visit): Promise<Response> {
  const isPaused = field(visit, 'paused') === 'yes'
  const what = field(visit, 'what')
  await visit.user.pause({
    ...(what === 'recall' ? {} : { saving: isPaused }),
    ...(what === 'recall' || what === 'private' ? { recall: isPaused } : {}),
  })
  return goTo(visit, '/control', isPaused ? 'paused' : 'resumed')
}

/** Leads from an address that takes forms only to the view that has them. */
export function goToControl({ href }: Visit): Response {
  return new Response(null, { status: 303, headers: { location: href('/control') } })
}

/** Headers of everything as a file. */
export const exportHeaders: Readonly<Record<string, string>> = {
  ...pageHeaders,
  'content-type': 'application/x-ndjson',
  'content-disposition': 'attachment; filename="memory.jsonl"',
}

/** Sends everything as a file. A failed export breaks the download off, so that it never looks whole. */
export async function exportMemory({ user }: Visit): Promise<Response> {
  const lines = user.export()[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next: IteratorResult<string, unknown> = await lines.next()
      if (next.done === true) controller.close()
      else controller.enqueue(encoder.encode(`${next.value}\n`))
    },
    cancel: async () => {
      await lines.return?.()
    },
  })
  return new Response(body, { headers: exportHeaders })
}

/** Answers with the newest memories in full, for paper. */
export async function viewPrint(visit: Visit): Promise<Response> {
  const memories: Observation[] = []
  let cursor: string | null = null
  do {
    const page: { observations: Observation[]; nextCursor: string | null } = await visit.user.list({
      limit: pageSize,
      cursor,
      purpose,
    })
    memories.push(...page.observations)
    cursor = page.nextCursor
  } while (cursor !== null && memories.length < mostPrinted)
  return showPrint(visit, memories, cursor === null)
}

/** Erases everything, once the person has typed the word that the page shows. */
export async function eraseMemory(visit: Visit): Promise<Response> {
  const typed = field(visit, 'confirm').trim().toLowerCase()
  if (typed !== visit.texts.control.eraseWord) return controlPage(visit, true)
  return showReceipt(visit, await visit.user.erase())
}

/** Keeps the choice of language and colours in this browser. */
export function keepPreferences(visit: Visit, basePath: string): Response {
  const chosen = chosenIn(field(visit, 'language'), field(visit, 'theme'), visit.preferences)
  const headers = new Headers({ location: visit.href(safePath(field(visit, 'back'))) })
  for (const cookie of preferenceCookies(chosen, basePath, visit.isSecure))
    headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}

/** A path of this page, so that a form cannot send a browser elsewhere. */
function safePath(path: string): string {
  return /^\/(?:[a-z0-9]+(?:\/[a-z0-9]+)*)?$/.test(path) ? path : '/'
}
