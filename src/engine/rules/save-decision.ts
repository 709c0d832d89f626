import crypto from 'node:crypto'
import { MemoryError } from '../../core/errors/errors.ts'
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
  /** The oldest observation that says exactly the same, under any topic key. */
  readonly sameContent: { readonly id: number; readonly isSame: boolean } | null
}

/** Outcome of a save, before it is written. */
export type SaveDecision =
  | { readonly outcome: 'created' }
  | { readonly outcome: Exclude<SaveResult['outcome'], 'created'>; readonly id: number }

/**
 * A draft belongs to the observation under its topic key; without a key, to what says exactly the same. It revises that
 * observation, unless nothing would change. Everything else is new.
 */
export function decideSave(hasTopicKey: boolean, { sameTopic, sameContent }: Existing): SaveDecision {
  const found = hasTopicKey ? sameTopic : sameContent
  if (found === null) return { outcome: 'created' }
  return { outcome: found.isSame ? 'deduped' : 'updated', id: found.id }
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
