/** Lines are sent together until they are this many bytes. */
const chunkBytes = 16_384

/**
 * JSON Lines as a stream that reads on only as fast as it is read. The first lines are read before this resolves, so
 * that a failure at the start is an error; one later aborts the stream. A complete export ends with an empty line.
 *
 * @param onLateError - gets what aborted the stream, for the operator
 */
export async function exportStream(
  lines: AsyncIterable<string>,
  onLateError: (error: unknown) => void,
): Promise<ReadableStream<Uint8Array>> {
  const iterator = lines[Symbol.asyncIterator]()
  const readOn = async (): Promise<Uint8Array | null> => {
    const read = await readChunk(iterator).then(
      (chunk) => ({ chunk }),
      (error: unknown) => onLateError(error),
    )
    // Without the cause: whoever carries the stream may print what aborts it.
    if (read === undefined) throw new Error('the export was cut off')
    return read.chunk
  }
  let next: Uint8Array | null = await readChunk(iterator)
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const chunk = next ?? (await readOn())
        next = null
        if (chunk !== null) return controller.enqueue(chunk)
        // Says that the export is complete: over HTTP/1.0, which some proxies speak, an aborted answer looks like a whole one.
        controller.enqueue(Buffer.from('\n'))
        controller.close()
      },
      cancel: async () => {
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
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
