import { MemoryError } from '../errors/errors.ts'
import type { JsonObject } from '../model/json.ts'

/** Reads data. The parser's error quotes the stored text, so it is not passed on. Errors: `corrupt`. */
export function parseData(stored: string | null): JsonObject | null {
  try {
    return stored === null ? null : (JSON.parse(stored) as JsonObject)
  } catch {
    throw new MemoryError('corrupt', 'the data of an observation is damaged: restore a backup')
  }
}
