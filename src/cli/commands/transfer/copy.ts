import { existsSync } from 'node:fs'
import { invalidInput } from '../../../core/errors/errors.ts'
import { copyMemory, type CopyMemoryReport, type RefusedUser } from '../../../maintenance/index.ts'
import type { ILabMemory } from '../../../memory/ilab-memory.ts'
import { toSnakeCase } from '../../../wire/wire-names.ts'
import type { Invocation } from '../../settings/invocation.ts'
import { openMemory, type StoreLocation } from '../../settings/store-location.ts'
import { count, grouped } from '../../terminal/amounts.ts'
import { plainLine } from '../../terminal/escape-controls.ts'
import { incompleteExit } from '../../terminal/exit-codes.ts'
import { recordOf, placesFrom, usersOf } from './copy-places.ts'
import { progressOf, tell } from './telling.ts'
import { inTemporaryMemory } from './temporary-memory.ts'

/** Refusals that a person is shown; `--json` has more. */
const refusalsShown = 20
/** Users at a time where no number is given. */
const usualConcurrency = 8

/** Copies the users of one store to another one, while an application goes on. */
export async function copy(invocation: Invocation): Promise<void> {
  const places = placesFrom(invocation)
  const users = usersOf(invocation, places.from)
  const record = recordOf(invocation, places)
  const { dryRun, verify, final, indexLater } = invocation.options
  const concurrency = concurrencyIn(invocation.options['concurrency'])
  const run = async (to: ILabMemory): Promise<CopyMemoryReport> => {
    await using from = await open(invocation, places.from, concurrency)
    using progress = progressOf(invocation)
    return await copyMemory(from, to, users, {
      record,
      verify: verify === true,
      final: final === true,
      dryRun: dryRun === true,
      indexLater: indexLater === true,
      concurrency,
      onProgress: ({ users: done, total, pass }) =>
        progress.show({ done, total, words: `${count(done, 'user')}${pass === 1 ? '' : `, pass ${pass}`}` }),
    })
  }
  const report =
    dryRun === true && isMissing(places.to)
      ? await inTemporaryMemory(invocation.settings.memory, run)
      : await intoTarget(invocation, places.to, concurrency, run)
  if (!report.isComplete) process.exitCode = incompleteExit
  const refusals = report.refusals.map(named)
  await tell(invocation, { ...report, refusals }, linesOf(report, dryRun === true))
}

async function intoTarget(
  invocation: Invocation,
  location: StoreLocation,
  concurrency: number,
  run: (to: ILabMemory) => Promise<CopyMemoryReport>,
): Promise<CopyMemoryReport> {
  await using to = await open(invocation, location, concurrency)
  return await run(to)
}

/** Opens a store for so many users at a time. */
function open(
  { settings: { memory, store } }: Invocation,
  location: StoreLocation,
  concurrency: number,
): Promise<ILabMemory> {
  const shares = { connections: concurrency + 2, exportConnections: concurrency }
  return openMemory({ ...location, database: { ...store.database, ...shares } }, memory)
}

/** A dry run must not make a store. */
function isMissing({ kind, place }: StoreLocation): boolean {
  return kind !== 'postgres' && !existsSync(place)
}

function concurrencyIn(written: unknown): number {
  if (written === undefined) return usualConcurrency
  const number = Number(written)
  if (Number.isInteger(number) && number >= 1 && number <= 64) return number
  return invalidInput('--concurrency: must be a whole number from 1 to 64')
}

/** Names the fields as the wire does. */
function named(refusal: RefusedUser): object {
  return Object.fromEntries(
    Object.entries(refusal).map(([name, value]: [string, unknown]) => [toSnakeCase(name), value]),
  )
}

function linesOf(report: CopyMemoryReport, isDry: boolean): string[] {
  const { copied, unchanged, erased, unsettled, refused, refusals, observations, sessions } = report
  const shown = refusals.slice(0, refusalsShown)
  return [
    ...(isDry ? ['A dry run: nothing was written. It would be:'] : []),
    `Copied ${count(copied, 'user')}: ${count(observations, 'observation')} and ${count(sessions, 'session')}; ${grouped(unchanged)} unchanged.`,
    ...(erased === 0 ? [] : [`Erased ${count(erased, 'user')} that the source has no more.`]),
    ...(unsettled === 0
      ? []
      : [
          `Still changing: ${count(unsettled, 'user')}. Copy again, with --final once the application rests.`,
        ]),
    ...shown.map(({ userId, reason, line }) =>
      [`Refused ${plainLine(userId)}`, ...(line === null ? [] : [`record ${line}`]), reason].join(': '),
    ),
    ...(refused > shown.length ? [`Refused in all: ${count(refused, 'user')}; --json lists more.`] : []),
  ]
}
