import { hash } from 'node:crypto'

/** A strong tag: a digest of the body, so that it tells of nothing else and changes with nothing else. */
export function entityTagOf(body: string): string {
  return `"${hash('sha256', body, 'base64url').slice(0, 27)}"`
}

/** Tells whether an `If-None-Match` names the tag. Weak tags match too, as a proxy may have weakened ours. */
export function matchesTag(ifNoneMatch: string, tag: string): boolean {
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((other) => other.trim().replace(/^W\//, '') === tag)
}
