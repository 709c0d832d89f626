import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EngineStore } from '../../src/engine/engine-store.ts'
import type { StoreBackend } from '../../src/engine/port/backend.ts'
import { SqliteBackend } from '../../src/stores/sqlite/backend.ts'

/** A call of a reader or of a unit of work. */
export type Call = readonly [method: string, ...input: unknown[]]

/** Lists that take the calls of a store. */
export interface Notes {
  /** Calls of its readers. */
  readonly reads?: Call[]
  /** Calls of its units of work. */
  readonly writes?: Call[]
}

/** The same reader or unit; it also notes each call, and each one of its journal. */
function noting<Noted extends object>(noted: Noted | null, calls: Call[] | undefined): Noted | null {
  if (noted === null || calls === undefined) return noted
  return new Proxy(noted, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (name === 'journal') return noting(member as object, calls)
      if (typeof member !== 'function') return member
      return (...input: unknown[]): unknown => {
        calls.push([String(name), ...input])
        return Reflect.apply(member, target, input)
      }
    },
  })
}

/** A store of a new SQLite file that notes its calls. */
export function openNotingStore({ reads, writes }: Notes): EngineStore {
  const file = new SqliteBackend(join(mkdtempSync(join(tmpdir(), 'noted-')), 'memory.db'), {})
  const backend: StoreBackend = {
    language: file.language,
    write: (userId, needs, work, options) =>
      file.write(userId, needs, (unit) => work(noting(unit, writes)), options),
    read: (userId, work) => file.read(userId, (reader) => work(noting(reader, reads))),
    erase: (...input) => file.erase(...input),
    usersToSweep: (...input) => file.usersToSweep(...input),
    openSnapshot: (userId) => file.openSnapshot(userId),
    close: () => file.close(),
  }
  return new EngineStore(backend)
}
