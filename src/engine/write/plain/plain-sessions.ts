import type { StoredSession, UserState } from '../../port/stored.ts'
import type { UnitOfWork } from '../../port/unit-of-work.ts'
import type { UserReader } from '../../port/reader.ts'

/**
 * Sessions of one user in a plain map, for a store that keeps a user in memory. A write changes a copy, which takes the
 * place of the original when it succeeds.
 */
export class PlainSessions {
  readonly #sessions: Map<number, StoredSession>

  /** Copies other sessions; begins with none where there are none to copy. */
  constructor(from?: PlainSessions) {
    this.#sessions = new Map(from === undefined ? [] : from.#sessions)
  }

  /** Public id of the session with a number; null: there is none. */
  idOf(number: number): string | null {
    return this.#sessions.get(number)?.id ?? null
  }

  #find(isIt: (session: StoredSession) => boolean): StoredSession | null {
    return [...this.#sessions.values()].find(isIt) ?? null
  }

  /** Makes the part of a unit of work that changes sessions. */
  changes(): Pick<UnitOfWork, 'session' | 'sessionById' | 'activeByKey' | 'putSession'> {
    return {
      session: (number) => this.#sessions.get(number) ?? null,
      sessionById: (id) => this.#find((session) => session.id === id),
      activeByKey: (key) => this.#find((session) => session.key === key && session.endedAt === null),
      putSession: (session) => void this.#sessions.set(session.number, session),
    }
  }

  /** Makes the part of a reader that tells of sessions. */
  reads(
    user: UserState,
  ): Pick<UserReader, 'sessionNumber' | 'sessions' | 'lastCompletedSessions' | 'lastSessionActivity'> {
    const all = [...this.#sessions.values()]
    const others = all.filter(({ number }) => number !== user.activeSession)
    const completed = all.filter(({ endedAt, summary }) => endedAt !== null && summary !== null)
    return {
      sessionNumber: (id) => this.#find((session) => session.id === id)?.number ?? null,
      sessions: () => all.toSorted(byStart),
      lastCompletedSessions: (limit) =>
        completed.toSorted((a, b) => b.endedAt! - a.endedAt! || b.number - a.number).slice(0, limit),
      lastSessionActivity: () =>
        others.length === 0 ? null : Math.max(...others.map(({ lastActivityAt }) => lastActivityAt)),
    }
  }
}

/** Ids compare as bytes. */
function byStart(a: StoredSession, b: StoredSession): number {
  return a.startedAt - b.startedAt || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id))
}
