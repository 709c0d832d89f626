import type { Caller } from './caller.ts'
import { requireJwtSettings, type JwtSettings } from './jwt-settings.ts'

/** Tokens of the issuers that are taken. */
export interface Tokens {
  callerOf(token: string): Promise<Caller | null>
}

export function openTokens(settings: JwtSettings, _clock: () => number): Tokens {
  requireJwtSettings(settings)
  return { callerOf: async () => null }
}
