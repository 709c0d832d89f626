import type { Snapshot } from '../port/backend.ts'
import { LivingReader } from './living-reader.ts'

/** Shows the user of a snapshot as if everything that has expired by `now` was forgotten. */
export function livingSnapshot(snapshot: Snapshot, now: number): Snapshot {
  return {
    read: (work) => snapshot.read((reader) => work(reader && new LivingReader(reader, now))),
    close: () => snapshot.close(),
  }
}
