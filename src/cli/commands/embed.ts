import type { Embedded } from '../../core/model.ts'
import { invalidInput } from '../../core/errors/errors.ts'
import type { Invocation } from '../settings/invocation.ts'
import { requireStore } from '../settings/store-location.ts'
import { count } from '../terminal/amounts.ts'
import { writeJson, writeLines } from '../terminal/output.ts'
import { Progress } from '../terminal/progress.ts'
import { withMemory } from './operations/run-operation.ts'

/** Gives every text of every user its vector. If it is interrupted, the next call goes on. */
export async function embed(invocation: Invocation): Promise<void> {
  const { settings, options, isJson } = invocation
  if (settings.embedder === undefined)
    invalidInput('name the model: --embedder minilm, ILAB_MEMORY_EMBEDDER, or "embedder" in ilab-memory.json')
  requireStore(settings.store)
  using progress = new Progress(isJson || options.quiet === true)
  const embedded = await withMemory(invocation, (memory) =>
    memory.embed({
      onProgress: ({ observations }) => progress.show({ done: observations, words: 'embedded' }),
    }),
  )
  if (isJson) await writeJson(embedded)
  else await writeLines([readable(embedded)])
}

function readable({ users, observations }: Embedded): string {
  if (observations === 0) return 'Every text has its vector.'
  return `${count(observations, 'observation')} of ${count(users, 'user')} embedded.`
}
