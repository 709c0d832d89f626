import type { UserMemory } from '../../core/user-memory.ts'
import { openApiDocument, type OpenApiDocument } from './openapi.ts'
import { referencePolicy, renderReference } from './reference-page.ts'

/** A page that is the same for everybody. */
export interface Page {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** The document and the page that is made of it, rendered once. */
export function referencePages(basePath: string): { document: OpenApiDocument; json: Page; html: Page } {
  const document = openApiDocument(basePath)
  const cached = { 'cache-control': 'public, max-age=300' }
  return {
    document,
    json: { body: JSON.stringify(document), headers: { ...cached, 'content-type': 'application/json' } },
    html: {
      body: renderReference(document),
      headers: {
        ...cached,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': referencePolicy,
      },
    },
  }
}

/** Nobody's memory is kept under it; it only has to be read. */
const probe = 'ilab-memory:readiness'
const probeEveryMs = 1_000

/** Whether the store answers; asked for at most once a second, however often this is called. */
export function createReadiness(memory: { forUser(userId: string): UserMemory }): () => Promise<boolean> {
  let last: { readonly at: number; readonly answer: Promise<boolean> } | null = null
  return () => {
    const at = performance.now()
    if (last === null || at - last.at > probeEveryMs) last = { at, answer: answers(memory) }
    return last.answer
  }
}

async function answers(memory: { forUser(userId: string): UserMemory }): Promise<boolean> {
  try {
    await memory.forUser(probe).stats()
    return true
  } catch {
    return false
  }
}
