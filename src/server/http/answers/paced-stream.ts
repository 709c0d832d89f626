import { CutOff } from './cut-off.ts'

/** Bytes that are handed over at a time. An answer of more is large: it counts until it was taken. */
export const partBytes = 65_536

/** Options of a stream. */
export interface HandingOver {
  /** Between two parts that the client takes. */
  readonly stallSeconds: number
  /** Called when the client took the last part or is gone; may be called more than once. */
  readonly onEnd: () => void
  /**
   * Called when the client took nothing for too long. An answer that waits behind another of the same connection has no
   * part of it yet: without this, the connection would stay open after the first one, and the client wait for ever.
   */
  readonly onStall: () => void
}

/** A source of parts: an iterator, or the reader of a stream. */
export interface PartSource {
  next(): Part | Promise<Part>
  return?(value?: unknown): unknown
}

/** A part, or the end. */
export type Part =
  | { readonly done?: false; readonly value: Uint8Array }
  | { readonly done: true; readonly value?: unknown }

/** A stream of parts that reads on only as fast as it is read. A client that takes nothing is cut off. */
export function handOver(
  source: PartSource,
  { stallSeconds, onEnd, onStall }: HandingOver,
): ReadableStream<Uint8Array> {
  let stall: NodeJS.Timeout | undefined
  const stop = async (): Promise<void> => {
    clearTimeout(stall)
    onEnd()
    await source.return?.()
  }
  const expectClient = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const giveUp = (): void => {
      controller.error(new CutOff('the answer was cut off'))
      // No client reads on, so a further failure of the source does not matter.
      stop().catch(() => undefined)
      onStall()
    }
    stall = setTimeout(giveUp, stallSeconds * 1000).unref()
  }
  return new ReadableStream<Uint8Array>(
    {
      start: expectClient,
      pull: async (controller) => {
        clearTimeout(stall)
        try {
          const part = await source.next()
          if (part.done !== true) {
            controller.enqueue(part.value)
            return expectClient(controller)
          }
        } catch (error) {
          await stop()
          throw error
        }
        await stop()
        controller.close()
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  )
}

/** The parts of a stream. */
export function readerOf(stream: ReadableStream<Uint8Array>): PartSource {
  const reader = stream.getReader()
  return { next: () => reader.read(), return: () => reader.cancel() }
}

/** The parts of a text that is there as a whole. */
export function* partsOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += partBytes) yield bytes.subarray(at, at + partBytes)
}
