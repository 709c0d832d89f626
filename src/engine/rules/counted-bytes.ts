/** Bytes that a session counts for beside its summary. */
const emptySessionBytes = 64

/** Bytes that each remembered keyed save counts for. */
export const keyedSaveBytes = 64

/** UTF-8 bytes that an observation counts for in statistics and quotas. */
export function observationBytes(observation: {
  readonly title: string
  readonly content: string
  readonly topicKey: string | null
}): number {
  const { title, content, topicKey } = observation
  return (
    Buffer.byteLength(title) +
    Buffer.byteLength(content) +
    (topicKey === null ? 0 : Buffer.byteLength(topicKey))
  )
}

/** Bytes that a session with this summary counts for; null: it has none yet. */
export function sessionBytes(summary: string | null): number {
  return emptySessionBytes + (summary === null ? 0 : Buffer.byteLength(summary))
}
