import { backup, restore, type CopyingOptions, type CopyingReport } from '../../maintenance/index.ts'
import type { Invocation } from '../settings/invocation.ts'
import { requireFiles } from '../settings/store-location.ts'
import { cleanlyInterrupted } from '../terminal/interruption.ts'
import { writeJson, writeLines } from '../terminal/output.ts'
import { Progress } from '../terminal/progress.ts'
import { style } from '../terminal/style.ts'
import { count } from '../terminal/amounts.ts'

const instead = 'back PostgreSQL up and restore it with pg_dump and pg_restore'

/** Copies the store to the path that is named. */
export async function backUp(invocation: Invocation): Promise<void> {
  const source = requireFiles(invocation.settings.store, instead)
  await copy(invocation, 'Copied', (options) => backup(source, String(invocation.args[0]), options))
}

/** Puts a backup in the store's place. */
export async function putBack(invocation: Invocation): Promise<void> {
  const target = requireFiles(invocation.settings.store, instead)
  await copy(invocation, 'Restored', (options) => restore(String(invocation.args[0]), target, options))
}

async function copy(
  { options, isJson }: Invocation,
  word: string,
  run: (options: CopyingOptions) => Promise<CopyingReport>,
): Promise<void> {
  const report = await withProgress(isJson || options.quiet === true, (onProgress) =>
    cleanlyInterrupted(() => run({ overwrite: options['overwrite'] === true, onProgress })),
  )
  if (isJson) await writeJson(report)
  else await writeLines([`${style('good', word)} and verified ${count(report.files, 'file')}.`])
}

async function withProgress<Result>(
  isQuiet: boolean,
  run: (onProgress: NonNullable<CopyingOptions['onProgress']>) => Promise<Result>,
): Promise<Result> {
  using progress = new Progress(isQuiet)
  return await run(({ files, copiedPages, totalPages }) =>
    progress.show({ done: copiedPages, total: totalPages, words: `file ${files + 1}` }),
  )
}
