import { createHash } from 'node:crypto'
import { isAbsolute, join } from 'node:path'
import { invalidInput } from '../../../core/errors/errors.ts'
import { readPostgresUserIds, readUserIds } from '../../../maintenance/index.ts'
import { readUserList } from '../../../maintenance/copying/user-list.ts'
import { homeFolder } from '../../../core/paths/home-folder.ts'
import type { Invocation } from '../../settings/invocation.ts'
import { requireStore, storeLocation, type StoreLocation } from '../../settings/store-location.ts'

/** Both places of a copy. */
export interface CopyPlaces {
  readonly from: StoreLocation
  readonly to: StoreLocation
}

/** Finds both places. Errors: `invalid_input`, `not_found` where the source is not there. */
export function placesFrom({ options, settings }: Invocation): CopyPlaces {
  const named = text(options['from'])
  const from = withSchema(
    named === undefined ? settings.store : storeLocation(named, '--from'),
    text(options['fromSchema']),
    '--from-schema',
  )
  const target = text(options['to']) ?? text(process.env['ILAB_MEMORY_COPY_TO'])
  if (target === undefined) return invalidInput('--to: name the store to copy to')
  const to = withSchema(storeLocation(target, '--to'), text(options['toSchema']), '--to-schema')
  for (const { kind } of [from, to])
    if (kind === 'temporary') invalidInput("copy: ':memory:' would be gone when the command ends")
  if (nameOf(from) === nameOf(to)) invalidInput('copy: --from and --to are the same store')
  requireStore(from)
  return { from, to }
}

/** Lists the users to copy: those of a file, or all of the source. */
export function usersOf(
  { options }: Invocation,
  from: StoreLocation,
): Iterable<string> | AsyncIterable<string> {
  const file = text(options['users'])
  if (file !== undefined) return readUserList(file)
  if (from.kind !== 'postgres') return readUserIds(from.place)
  const ownerUrl = text(options['ownerUrl']) ?? text(process.env['ILAB_MEMORY_OWNER_URL'])
  if (ownerUrl !== undefined) return readPostgresUserIds(ownerUrl, { schema: from.schema })
  return invalidInput(
    'copy: row security lists the users of a PostgreSQL database to the owner of its tables only: give --owner-url, or name the users by --users',
  )
}

/** Path of the file that remembers what was copied between these two places. */
export function recordOf({ options }: Invocation, { from, to }: CopyPlaces): string {
  const named = text(options['record'])
  if (named !== undefined) return named
  const digest = createHash('sha256')
    .update(JSON.stringify([nameOf(from), nameOf(to)]))
    .digest('hex')
  return join(stateFolder(), 'ilab-memory', 'copies', `${digest.slice(0, 32)}.jsonl`)
}

function stateFolder(): string {
  const { XDG_STATE_HOME: stateHome = '', LOCALAPPDATA: windowsHome = '' } = process.env
  if (isAbsolute(stateHome)) return stateHome
  if (process.platform === 'win32' && isAbsolute(windowsHome)) return windowsHome
  const home = homeFolder() ?? invalidInput('--record: name a file; this user has no home folder')
  return join(home, '.local', 'state')
}

/** A place without the secrets of its URL. */
function nameOf({ kind, place, schema }: StoreLocation): string {
  if (kind !== 'postgres' || !URL.canParse(place)) return place
  const { hostname, port, pathname } = new URL(place)
  return JSON.stringify([hostname, port === '' ? '5432' : port, pathname, schema ?? null])
}

function withSchema(location: StoreLocation, schema: string | undefined, flag: string): StoreLocation {
  if (schema === undefined) return location
  if (location.kind !== 'postgres') invalidInput(`${flag}: only a PostgreSQL database has schemas`)
  return { ...location, schema }
}

function text(written: unknown): string | undefined {
  return typeof written === 'string' && written !== '' ? written : undefined
}
