import type { Swept } from '../../core/model.ts'
import type { Invocation } from '../settings/invocation.ts'
import { requireStore } from '../settings/store-location.ts'
import { count } from '../terminal/amounts.ts'
import { writeJson, writeLines } from '../terminal/output.ts'
import { Progress } from '../terminal/progress.ts'
import { withMemory } from './operations/run-operation.ts'

/** Removes the bytes of everything that has expired, of all users. */
export async function sweep(invocation: Invocation): Promise<void> {
  const { settings, options, isJson } = invocation
  requireStore(settings.store)
  using progress = new Progress(isJson || options.quiet === true)
  const swept = await withMemory(invocation, (memory) =>
    memory.sweep({
      onProgress: ({ observations }) => progress.show({ done: observations, words: 'removed' }),
    }),
  )
  if (isJson) await writeJson(swept)
  else await writeLines([readable(swept)])
}

function readable({ users, observations }: Swept): string {
  if (observations === 0) return 'Nothing has expired.'
  return `${count(observations, 'observation')} of ${count(users, 'user')} removed.`
}
