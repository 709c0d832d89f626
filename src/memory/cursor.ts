import { invalidInput } from '../core/errors.ts'

/** Makes a store's position in a list opaque. */
export function encodeCursor(position: string): string {
  return Buffer.from(position).toString('base64url')
}

/** The position that a cursor stands for. Errors: `invalid_input` for anything that `list` did not hand out. */
export function decodeCursor(cursor: string): { createdAt: number; id: number } {
  const match = /^(-?\d{1,16})\.(\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))
  if (match === null) return invalidInput('is not one that list returned', { field: 'cursor' })
  return { createdAt: Number(match[1]), id: Number(match[2]) }
}
