import { invalidInput } from '../../core/errors/errors.ts'
import { migrateFiles, migratePostgres, type MigrateFilesReport } from '../../maintenance/index.ts'
import type { Invocation } from '../settings/invocation.ts'
import { requireStore } from '../settings/store-location.ts'
import { writeJson, writeLines } from '../terminal/output.ts'
import { cleanlyInterrupted } from '../terminal/interruption.ts'
import { Progress } from '../terminal/progress.ts'
import { count, grouped } from '../terminal/amounts.ts'

/** Brings a store to the schema of this version. Doing it again changes nothing. */
export async function migrate(invocation: Invocation): Promise<void> {
  const { settings, isJson } = invocation
  if (settings.store.kind === 'postgres') {
    await ofDatabase(invocation)
    if (isJson) return writeJson({ migrated: true })
    return writeLines(['Up to date.'])
  }
  const { files, indexed } = await ofFiles(invocation)
  if (isJson) return writeJson({ migrated: true, files, indexed })
  const anew = indexed === 0 ? '' : `; indexed ${count(indexed, 'observation')} anew`
  await writeLines([`Up to date: ${count(files, 'file')}${anew}.`])
}

async function ofDatabase({ settings, options }: Invocation): Promise<void> {
  const { applicationRole: role, distribute } = options
  if (typeof role !== 'string' || role === '')
    invalidInput('--application-role: name the role that applications connect as')
  const { ILAB_MEMORY_OWNER_URL: ownerUrl = settings.store.place } = process.env
  const owner = typeof options['ownerUrl'] === 'string' ? options['ownerUrl'] : ownerUrl
  await migratePostgres(owner, { applicationRole: role, distribute: distribute === true })
}

async function ofFiles({ settings, options, isJson }: Invocation): Promise<MigrateFilesReport> {
  const { store, memory } = settings
  requireStore(store)
  using progress = new Progress(isJson || options.quiet === true)
  const words = { schema: 'statements', index: 'observations indexed' }
  return await cleanlyInterrupted(() =>
    migrateFiles(store.place, {
      language: memory.language,
      onProgress: ({ files, phase, done, total }) =>
        progress.show({ done, total, words: `file ${files + 1}: ${grouped(done)} ${words[phase]}` }),
    }),
  )
}
