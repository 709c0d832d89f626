import { createHash } from 'node:crypto'
import type { ExportRecord } from '../../core/store/store.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { writeExportLine } from '../../wire/export-lines.ts'

/** Pages of an export. */
export type Pages = AsyncIterable<readonly ExportRecord[]>

/**
 * Describes a user by counts and the time of the last activity, at little cost. A save, a forgotten observation and a new
 * session show; a switch, or a text of the same length at the same time, does not.
 */
export async function stampOf(user: UserMemory): Promise<string> {
  const { embedded: _, ...stats } = await user.stats()
  return JSON.stringify(stats)
}

/** True for a user without observations, proposals, sessions and threads. */
export async function hasNothing(user: UserMemory): Promise<boolean> {
  const { observations, pending, sessions, bytes } = await user.stats()
  return observations + pending + sessions + bytes === 0
}

/** Returns the digest of an export; null for a user without any memory. */
export async function digestOf(pages: Pages): Promise<string | null> {
  const digest = new ExportDigest()
  for await (const page of pages) digest.add(page)
  return digest.isEmpty ? null : digest.read()
}

/** The digest of an export, page by page: of the same bytes as its lines. */
export class ExportDigest {
  readonly #hash = createHash('sha256')
  #isEmpty = true

  /** True as long as there was nothing but the header of a user without any memory. */
  get isEmpty(): boolean {
    return this.#isEmpty
  }

  add(page: readonly ExportRecord[]): void {
    for (const record of page) {
      if (!isOfUnknown(record)) this.#isEmpty = false
      this.#hash.update(writeExportLine(record)).update('\n')
    }
  }

  read(): string {
    return this.#hash.digest('hex')
  }

  /** Hands on what passes by. */
  async *watch(pages: Pages): Pages {
    for await (const page of pages) {
      this.add(page)
      yield page
    }
  }
}

function isOfUnknown(record: ExportRecord): boolean {
  return record.kind === 'header' && record.nextObservationId === 1
}

/** Returns the pages of an export from its first one on; null for a user without any memory. */
export async function pagesOf(pages: Pages): Promise<Pages | null> {
  const iterator = pages[Symbol.asyncIterator]()
  const held: (readonly ExportRecord[])[] = []
  for (;;) {
    const next = await iterator.next()
    if (next.done === true) return null
    held.push(next.value)
    if (!next.value.every(isOfUnknown)) return all(held, iterator)
  }
}

async function* all(
  held: readonly (readonly ExportRecord[])[],
  iterator: AsyncIterator<readonly ExportRecord[]>,
): Pages {
  try {
    yield* held
    for (;;) {
      const next = await iterator.next()
      if (next.done === true) return
      yield next.value
    }
  } finally {
    await iterator.return?.()
  }
}
