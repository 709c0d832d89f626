import { invalidInput } from '../../core/errors/errors.ts'
import { requireUserId } from '../../core/user-id.ts'
import { redact } from '../../privacy/redact.ts'

/** Topic keys of a graph's records begin with this. */
const root = 'langgraph/'

/** The place of a record: a user, and labels below the user. */
export interface Place {
  readonly userId: string
  readonly labels: readonly string[]
}

/**
 * Reads a namespace by the framework's rules: labels without `.`, `:` and NUL. The first label is the user.
 *
 * Errors: `invalid_input`, also for an empty namespace, which would reach over all users.
 */
export function placeOf(namespace: readonly unknown[]): Place {
  const field = 'namespace'
  if (!Array.isArray(namespace) || namespace.length === 0)
    return invalidInput('must begin with the id of a user: no call reaches over all users', { field })
  const [user, ...labels] = namespace.map((label) => requireName(label, field))
  return { userId: requireUserId(user), labels }
}

/** Refuses the namespace that the framework keeps for itself, as its own `put` does. Errors: `invalid_input`. */
export function requireOwnRoot(namespace: readonly unknown[]): void {
  if (namespace[0] === 'langgraph')
    invalidInput('must not begin with "langgraph", which the framework keeps for itself', {
      field: 'namespace',
    })
}

function requireName(label: unknown, field: string): string {
  if (typeof label !== 'string') return invalidInput('must hold labels of type string', { field })
  if (label === '') invalidInput('must not hold an empty label', { field })
  if (/[.:]/.test(label)) invalidInput('must hold labels without "." and ":"; see stableUserId', { field })
  return requireOpen(label, field)
}

/** Checks a name of a record or a label. Private text in it would have to be cut, and two names could become one. */
function requireOpen(name: string, field: string): string {
  if (!name.isWellFormed() || name.includes('\0'))
    invalidInput('must not hold NUL or unpaired surrogate characters', { field })
  return redact(name) === name ? name : invalidInput('must not hold a private tag', { field })
}

/** Makes the topic key of a record. Different records have different keys. Errors: `invalid_input`. */
export function topicKeyOf({ labels }: Place, key: unknown): string {
  if (typeof key !== 'string') return invalidInput('must be of type string', { field: 'key' })
  return `${prefixOf(labels)}${encoded(requireOpen(key, 'key'))}`
}

/** Makes the beginning that all topic keys below some labels have. */
export function prefixOf(labels: readonly string[]): string {
  return `${root}${labels.map((label) => `${encoded(label)}/`).join('')}`
}

/** Reads a topic key back. */
export function addressOf(topicKey: string): { readonly labels: string[]; readonly key: string } {
  const parts = topicKey.slice(root.length).split('/').map(decodeURIComponent)
  return { labels: parts.slice(0, -1), key: parts.at(-1) ?? '' }
}

/** Escapes the separator, the sign of an escape, and `<`: two labels must not join to a private tag. */
function encoded(name: string): string {
  return name.replaceAll(/[%/<]/g, encodeURIComponent)
}
