import { invalidInput } from '../../core/errors/errors.ts'
import { migratePostgres, readUserIds } from '../../maintenance/index.ts'
import type { Invocation } from '../settings/invocation.ts'
import { openMemory, requireStore } from '../settings/store-location.ts'
import { writeJson, writeLines } from '../terminal/output.ts'
import { Progress } from '../terminal/progress.ts'
import { count } from '../terminal/amounts.ts'

/** Brings a store to the schema of this version. Doing it again changes nothing. */
export async function migrate(invocation: Invocation): Promise<void> {
  const { settings, isJson } = invocation
  if (settings.store.kind === 'postgres') {
    await ofDatabase(invocation)
    if (isJson) return writeJson({ migrated: true })
    return writeLines(['Up to date.'])
  }
  const files = await ofFiles(invocation)
  if (isJson) await writeJson({ migrated: true, files })
  else await writeLines([`Up to date: ${count(files, 'file')}.`])
}

async function ofDatabase({ settings, options }: Invocation): Promise<void> {
  const { applicationRole: role, distribute } = options
  if (typeof role !== 'string' || role === '')
    invalidInput('--application-role: name the role that applications connect as')
  const { ILAB_MEMORY_OWNER_URL: ownerUrl = settings.store.place } = process.env
  const owner = typeof options['ownerUrl'] === 'string' ? options['ownerUrl'] : ownerUrl
  await migratePostgres(owner, { applicationRole: role, distribute: distribute === true })
}

/** Opening a file brings it up to date; of a folder, every user's is opened once. */
async function ofFiles({ settings, options, isJson }: Invocation): Promise<number> {
  const { kind, place } = settings.store
  requireStore(settings.store)
  await using memory = await openMemory(settings.store, settings.memory)
  if (kind === 'file') return 1
  using progress = new Progress(isJson || options.quiet === true)
  let files = 0
  for (const userId of readUserIds(place)) {
    progress.show({ done: files, words: 'files' })
    await memory.forUser(userId).stats()
    files++
  }
  return files
}
