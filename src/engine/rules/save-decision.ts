import crypto from 'node:crypto'
import { MemoryError } from '../../core/errors.ts'
import type { SaveResult } from '../../core/model.ts'

/** Type, title and content of an observation. */
interface Said {
  readonly type: string
  readonly title: string
  readonly content: string
}

/**
 * A number to look up what says the same: the first 48 bits of SHA-256 over type, title and content, each preceded by
 * its length. Equal digests still need a comparison of the texts.
 */
export function contentDigest({ type, title, content }: Said): number {
  const said = `${type.length}:${type}${title.length}:${title}${content.length}:${content}`
  // As text it takes half the time that a buffer does.
  return Number.parseInt(crypto.hash('sha256', said, 'hex').slice(0, 12), 16)
}

/** Existing observations of the user, as a save needs them. */
export interface Existing {
  /** The observation under the draft's topic key, if the draft has one. */
  readonly sameTopic: { readonly id: number; readonly isSame: boolean } | null
  /** The oldest observation with exactly the same text, under any topic key. */
  readonly sameContent: { readonly id: number } | null
}

/** Outcome of a save, before it is written. */
export type SaveDecision =
  | { readonly outcome: 'created' }
  | { readonly outcome: Exclude<SaveResult['outcome'], 'created'>; readonly id: number }

/**
 * A draft with a topic key that the user has revises that observation, unless it says the same again. A draft without
 * one is a repetition if anything of the user says exactly the same. Everything else is new.
 */
export function decideSave(hasTopicKey: boolean, existing: Existing): SaveDecision {
  const { sameTopic, sameContent } = existing
  if (hasTopicKey) {
    if (sameTopic === null) return { outcome: 'created' }
    return { outcome: sameTopic.isSame ? 'deduped' : 'updated', id: sameTopic.id }
  }
  return sameContent === null ? { outcome: 'created' } : { outcome: 'deduped', id: sameContent.id }
}

/** Lets a write through that expects the revision that is there. Errors: `conflict`, with the current revision. */
export function requireRevision(
  expected: number | undefined,
  current: { readonly revision: number } | null,
): void {
  const revision = current?.revision ?? 0
  if (expected === undefined || expected === revision) return
  const state =
    current === null ? 'there is no such observation' : `the observation is at revision ${revision}`
  throw new MemoryError('conflict', `${state}: read it, then try again`, { field: 'ifRevision', revision })
}
