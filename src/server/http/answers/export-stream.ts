import { CutOff } from './cut-off.ts'

/** Lines are sent together until they are this many bytes. */
const chunkBytes = 16_384

/** Limits on the time of an export: its snapshot of the store delays erasures of other users. */
export interface ExportTimes {
  /** Between two chunks that the client takes. */
  readonly exportStallSeconds: number
  /** From the first to the last. */
  readonly exportSeconds: number
}

/** Callbacks of an export. */
export interface ExportEvents {
  /** Gets what aborted the stream, for the operator. */
  readonly onLateError: (error: unknown) => void
  /** The store is let go of; called at least once, however the export ends. */
  readonly onEnd: () => void
}

/**
 * JSON Lines as a stream that reads on only as fast as it is read. The first lines are read before this resolves, so
 * that a failure at the start is an error; one later aborts the stream. A complete export ends with an empty line.
 *
 */
export async function exportStream(
  lines: AsyncIterable<string>,
  { exportStallSeconds, exportSeconds }: ExportTimes,
  { onLateError, onEnd }: ExportEvents,
): Promise<ReadableStream<Uint8Array>> {
  const iterator = lines[Symbol.asyncIterator]()
  let next: Uint8Array | null = await readChunk(iterator).catch((error: unknown) => {
    onEnd()
    throw error
  })
  let stall: NodeJS.Timeout | undefined
  let end: NodeJS.Timeout | undefined
  const stop = async (): Promise<void> => {
    clearTimeout(stall)
    clearTimeout(end)
    try {
      await iterator.return?.()
    } finally {
      onEnd()
    }
  }
  const readOn = async (): Promise<Uint8Array | null> => {
    const read = await readChunk(iterator).then(
      (chunk) => ({ chunk }),
      (error: unknown) => onLateError(error),
    )
    if (read !== undefined) return read.chunk
    await stop()
    throw cutOff()
  }
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const giveUp = (): void => {
          controller.error(cutOff())
          void stop().catch(onLateError)
        }
        end = setTimeout(giveUp, exportSeconds * 1000).unref()
        stall = setTimeout(giveUp, exportStallSeconds * 1000).unref()
      },
      pull: async (controller) => {
        stall?.refresh()
        const chunk = next ?? (await readOn())
        next = null
        if (chunk !== null) return controller.enqueue(chunk)
        await stop()
        // Says that the export is complete: over HTTP/1.0, which some proxies speak, an aborted answer looks like a whole one.
        controller.enqueue(Buffer.from('\n'))
        controller.close()
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  )
}

function cutOff(): CutOff {
  return new CutOff('the export was cut off')
}

/** Null at the end. */
async function readChunk(iterator: AsyncIterator<string>): Promise<Uint8Array | null> {
  const lines: string[] = []
  let length = 0
  while (length < chunkBytes) {
    const next = await iterator.next()
    if (next.done === true) break
    lines.push(next.value, '\n')
    length += next.value.length
  }
  return lines.length === 0 ? null : Buffer.from(lines.join(''))
}
