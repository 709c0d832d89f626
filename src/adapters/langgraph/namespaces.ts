import { placeOf, type Place } from './address.ts'
import type { GraphMatch, GraphNamespaces } from './graph-store.ts'

/**
 * Reads the user that a list of namespaces is for, and the labels below which it is: those of its first prefix, as far as
 * they are known.
 *
 * Errors: `invalid_input` where no prefix names one user.
 */
export function placeToList({ matchConditions = [] }: GraphNamespaces): Place {
  const prefix = matchConditions.find(({ matchType }) => matchType === 'prefix')?.path ?? []
  const end = prefix.indexOf('*')
  return placeOf(end === -1 ? prefix : prefix.slice(0, end))
}

/** Picks, cuts and orders namespaces as the framework does. */
export function pickNamespaces(
  namespaces: readonly (readonly string[])[],
  { matchConditions = [], maxDepth, limit, offset }: GraphNamespaces,
): string[][] {
  const picked = new Map<string, string[]>()
  for (const namespace of namespaces) {
    if (!matchConditions.every((condition) => matches(namespace, condition))) continue
    const labels = namespace.slice(0, maxDepth)
    picked.set(JSON.stringify(labels), labels)
  }
  const ordered = [...picked.values()].toSorted((a, b) => (a.join('\0') < b.join('\0') ? -1 : 1))
  return ordered.slice(offset, offset + limit)
}

function matches(namespace: readonly string[], { matchType, path }: GraphMatch): boolean {
  const start = matchType === 'prefix' ? 0 : namespace.length - path.length
  if (start < 0 || path.length > namespace.length) return false
  return path.every((label, at) => label === '*' || label === namespace[start + at])
}
