import { invalidInput } from '../../core/errors/errors.ts'

/** Makes a store's position in a list opaque. */
export function encodeCursor(position: string): string {
  return Buffer.from(position).toString('base64url')
}

/** The position that a cursor stands for. Errors: `invalid_input` for anything that `list` did not hand out. */
export function decodeCursor(cursor: string): { createdAt: number; id: number } {
  const [createdAt, id] = positionOf(cursor, 'list')
  return { createdAt, id }
}

/** The position among sessions. Errors: `invalid_input` for anything that `listSessions` did not hand out. */
export function decodeSessionCursor(cursor: string): { startedAt: number; number: number } {
  const [startedAt, number] = positionOf(cursor, 'listSessions')
  return { startedAt, number }
}

/** The position in the journal. Errors: `invalid_input` for anything that `journal` did not hand out. */
export function decodeJournalCursor(cursor: string): { at: number; number: number } {
  const [at, number] = positionOf(cursor, 'journal')
  return { at, number }
}

/** The position among threads. Errors: `invalid_input` for anything that `listThreads` did not hand out. */
export function decodeThreadCursor(cursor: string): number {
  const position = Buffer.from(cursor, 'base64url').toString('latin1')
  return /^\d{1,15}$/.test(position)
    ? Number(position)
    : invalidInput('is not one that listThreads returned', { field: 'cursor' })
}

function positionOf(cursor: string, name: string): readonly [number, number] {
  const match = /^(-?\d{1,16})\.(\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))
  if (match === null) return invalidInput(`is not one that ${name} returned`, { field: 'cursor' })
  return [Number(match[1]), Number(match[2])]
}
