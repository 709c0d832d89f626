import { scopes, type Scope } from '../../server/access/caller/caller.ts'
import { createKey, listKeys, revokeKey, type ListedKey } from '../../server/access/keyring/keyring.ts'
import { invalidInput } from '../../core/errors/errors.ts'
import { toSnakeCase } from '../../wire/wire-names.ts'
import type { Invocation } from '../settings/invocation.ts'
import { requireKeyring } from '../settings/keyring-path.ts'
import { writeJson, writeLines } from '../terminal/output.ts'
import { plainLine } from '../terminal/escape-controls.ts'
import { style } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

/** Makes a key. It alone goes to standard output, so that a script can take it from there. */
export async function create(invocation: Invocation): Promise<void> {
  const { options, settings, isJson } = invocation
  const { service, label, expires } = options
  const userId = service === true ? null : settings.userId
  if (userId === undefined)
    invalidInput('name the user of the key, or pass --service for a key that is bound to none')
  if (service === true && (options.user ?? options.email) !== undefined)
    invalidInput('--service and a user exclude each other')
  const now = Date.now()
  const { key, record } = await createKey(requireKeyring(invocation), {
    userId,
    scopes: scopesIn(options['scopes']),
    now,
    label: typeof label === 'string' ? label : undefined,
    expiresAt: typeof expires === 'string' ? now + durationIn(expires) : undefined,
  })
  if (isJson) return writeJson({ key, ...onTheWire(record) })
  await writeLines([key])
  if (options.quiet !== true)
    process.stderr.write(`Key ${record.id}: keep it, it is shown this once and kept nowhere.\n`)
}

/** Lists every key, without secrets. */
export async function list(invocation: Invocation): Promise<void> {
  const keys = await listKeys(requireKeyring(invocation))
  if (invocation.isJson) return writeJson({ keys: keys.map(onTheWire) })
  await writeLines(keys.length === 0 ? ['There are no keys.'] : listed(keys))
}

/** Revokes a key. */
export async function revoke(invocation: Invocation): Promise<void> {
  const revoked = await revokeKey(requireKeyring(invocation), String(invocation.args[0]))
  if (invocation.isJson) await writeJson(onTheWire(revoked))
  else await writeLines([`${style('good', 'Revoked')} ${revoked.id}`])
}

function listed(keys: readonly ListedKey[]): string[] {
  const columns = ['id', 'status', 'user', 'scopes', 'label', 'created', 'expires'].map((heading) => ({
    heading,
    gives: heading === 'user' || heading === 'label',
  }))
  return table(
    columns,
    keys.map(({ id, status, userId, scopes: allowed, label, createdAt, expiresAt }) => [
      id,
      status,
      userId === null ? '(service)' : plainLine(userId),
      allowed.join(','),
      plainLine(label),
      createdAt.slice(0, 10),
      expiresAt === null ? 'never' : expiresAt.slice(0, 10),
    ]),
  )
}

function scopesIn(written: unknown): Scope[] | undefined {
  if (typeof written !== 'string') return undefined
  return written.split(',').map((name) => {
    const scope = scopes.find((known) => known === name.trim())
    return scope ?? invalidInput(`--scopes: each must be one of ${scopes.join(', ')}`)
  })
}

const units: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
}

function durationIn(written: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,6})([mhdwy])$/.exec(written) ?? []
  if (Number(amount) === 0) return invalidInput('--expires: must be a duration such as 90d, 12h or 1y')
  return Number(amount) * (units[unit] ?? 0)
}

function onTheWire(record: ListedKey): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [toSnakeCase(name), value as unknown]),
  )
}
