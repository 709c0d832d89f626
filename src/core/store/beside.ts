import type { CleanDraft } from './clean.ts'
import type { Observation } from '../model.ts'

/** Fields of a draft that gives nothing beside its text. */
export const nothingGiven: Pick<CleanDraft, 'data' | 'source' | 'keywords' | 'pinned' | 'expiry'> = {
  data: null,
  source: null,
  keywords: null,
  pinned: null,
  expiry: null,
}

/** Fields of an active observation with nothing beside its text. */
export const nothingBeside: Pick<
  Observation,
  'data' | 'source' | 'keywords' | 'pinned' | 'expiresAt' | 'status'
> = {
  data: null,
  source: null,
  keywords: [],
  pinned: false,
  expiresAt: null,
  status: 'active',
}
