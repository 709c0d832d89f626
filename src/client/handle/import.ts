import { invalidInput, MemoryError } from '../../core/errors/errors.ts'
import type { ImportCounts } from '../../core/model.ts'

/** As many lines, and characters, as go out together. A server keeps these lines in one transaction. */
const mostLines = 200
const mostCharacters = 2 ** 18

/**
 * Sends lines in batches, one after the other, however many come. Lines are numbered over all of them, also in errors.
 * After a failure the batches before it are kept; importing the same lines again adds only what is not there yet.
 * Where a batch ends between an observation and its versions, the next one repeats the observation.
 */
export async function importInBatches(
  lines: Iterable<string> | AsyncIterable<string>,
  send: (batch: string[]) => Promise<ImportCounts>,
): Promise<ImportCounts> {
  const total = { observations: 0, sessions: 0, threadItems: 0, unchanged: 0 }
  let sent = 0
  let batch: string[] = []
  let characters = 0
  let observation: string | null = null
  let repeated = 0
  const flush = async (): Promise<void> => {
    const counts = await numberedFrom(sent - repeated, () => send(batch))
    total.observations += counts.observations
    total.sessions += counts.sessions
    total.threadItems += counts.threadItems
    total.unchanged += counts.unchanged - repeated
    sent += batch.length - repeated
    repeated = 0
    batch = []
    characters = 0
  }
  for await (const line of requireIterable(lines)) {
    const ready = toOneLine(line, sent + batch.length - repeated + 1)
    if (batch.length > 0 && characters + ready.length > mostCharacters) await flush()
    const kind = kindOf(ready)
    if (kind === 'observation') observation = ready
    if (kind === 'version' && observation !== null && batch.length === 0) {
      batch.push(observation)
      characters += observation.length
      repeated = 1
    }
    batch.push(ready)
    characters += ready.length
    if (batch.length === mostLines) await flush()
  }
  if (batch.length > 0 || sent === 0) await flush()
  return total
}

function requireIterable<Lines extends Iterable<string> | AsyncIterable<string>>(lines: Lines): Lines {
  const isIterable =
    typeof lines === 'object' && lines !== null && (Symbol.iterator in lines || Symbol.asyncIterator in lines)
  return isIterable ? lines : invalidInput('import: needs the lines of an export, one string each')
}

/** A record as one line that UTF-8 can carry. Line breaks within JSON are space; unpaired surrogates are escaped. */
function toOneLine(line: unknown, number: number): string {
  if (typeof line !== 'string') return invalidInput('must be of type string', { line: number })
  const single = /[\r\n]/.test(line) ? reprinted(line, number) : line
  if (single.isWellFormed()) return single
  return single.replaceAll(/\p{Surrogate}/gu, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`)
}

function reprinted(line: string, number: number): string {
  if (line.trim() === '') return ''
  try {
    return JSON.stringify(JSON.parse(line))
  } catch {
    return invalidInput('is not JSON', { line: number })
  }
}

/** Tells which record a line is; null where it cannot be told, which the server then says. */
function kindOf(line: string): unknown {
  if (!/"kind"\s*:\s*"(?:observation|version)"/.test(line)) return null
  try {
    const record = JSON.parse(line) as { readonly kind?: unknown } | null
    return record?.kind ?? null
  } catch {
    return null
  }
}

/** The server counts the lines of one batch. */
async function numberedFrom<Result>(before: number, send: () => Promise<Result>): Promise<Result> {
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof MemoryError) || error.line === undefined || before === 0) throw error
    const { code, reason, field, line } = error
    throw new MemoryError(code, reason, { field, line: before + line, cause: error })
  }
}
