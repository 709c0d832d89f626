import { join } from 'node:path'
import type { Config } from '../../../core/model.ts'
import type { ILabMemory } from '../../../memory/ilab-memory.ts'
import { makeTemporaryFolder } from '../../../core/paths/temporary-folder.ts'
import { openMemory } from '../../settings/store-location.ts'

/** Works on an empty memory under the same rules, which is removed afterwards. */
export async function inTemporaryMemory<Result>(
  config: Config,
  work: (memory: ILabMemory) => Promise<Result>,
): Promise<Result> {
  const folder = makeTemporaryFolder()
  try {
    await using memory = await openMemory({ kind: 'file', place: join(folder.path, 'memory.db') }, config)
    return await work(memory)
  } finally {
    folder.remove()
  }
}
