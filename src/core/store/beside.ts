import type { CleanDraft } from './clean.ts'
import type { Observation } from '../model.ts'

/** Fields of a draft that gives nothing beside its text. */
export const nothingGiven: Pick<CleanDraft, 'data' | 'source' | 'keywords' | 'pinned'> = {
  data: null,
  source: null,
  keywords: null,
  pinned: null,
}

/** Fields of an observation with nothing beside its text. */
export const nothingBeside: Pick<Observation, 'data' | 'source' | 'keywords' | 'pinned'> = {
  data: null,
  source: null,
  keywords: [],
  pinned: false,
}
