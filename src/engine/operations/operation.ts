import type { StoreBackend, WriteOptions } from '../port/backend.ts'
import type { UserReader } from '../port/reader.ts'
import type { Steps } from '../port/steps.ts'
import type { Needs, UnitOfWork } from '../port/unit-of-work.ts'
import type { StoreAnswer, StoreInput, StoreMethod } from '../port/forwarding-store.ts'
import { LivingReader } from '../expiry/living-reader.ts'
import { atOnce, justNow } from './one-step.ts'

/** The work that each method of a store does on a backend. */
export type EngineOperations = {
  readonly [Name in StoreMethod]: (
    backend: StoreBackend,
    ...input: StoreInput<Name>
  ) => Promise<StoreAnswer<Name>>
}

/** Reads; answers `nothing` for an unknown user. */
export function readFor<Result>(
  backend: StoreBackend,
  userId: string,
  nothing: Result,
  work: (reader: UserReader) => Steps<Result>,
): Promise<Result> {
  return backend.read(userId, (reader) => (reader === null ? justNow(nothing) : work(reader)))
}

/** Reads as if everything that has expired by `now` was forgotten; answers `nothing` for an unknown user. */
export function readLiving<Result>(
  backend: StoreBackend,
  userId: string,
  now: number,
  nothing: Result,
  work: (reader: UserReader) => Steps<Result>,
): Promise<Result> {
  return readFor(backend, userId, nothing, (reader) => work(new LivingReader(reader, now)))
}

/** Writes at once, and creates the user where there is none. */
export function writeCreating<Result>(
  backend: StoreBackend,
  userId: string,
  needs: Omit<Needs, 'creates'>,
  work: (unit: UnitOfWork) => Result,
): Promise<Result> {
  const steps = atOnce((unit) => work(unit!))
  return backend.write(userId, { ...needs, creates: true }, steps)
}

/** Writes at once; the unit is null for an unknown user. */
export function writeFor<Result>(
  backend: StoreBackend,
  userId: string,
  needs: Omit<Needs, 'creates'>,
  work: (unit: UnitOfWork | null) => Result,
  options?: WriteOptions,
): Promise<Result> {
  return backend.write(userId, { ...needs, creates: false }, atOnce(work), options)
}
