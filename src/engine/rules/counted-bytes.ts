/** Bytes that a session counts for beside its summary, with an id of a UUID's length. */
export const emptySessionBytes = 64

/** Length of a UUID. An import may bring longer ids. */
const includedIdBytes = 36

/** Bytes that each remembered keyed save and keyed append counts for. */
export const keyedSaveBytes = 64

/** Bytes that an earlier version counts for beside its texts. */
const emptyVersionBytes = 64

/** Text of an observation or a version. */
interface CountedText {
  readonly title: string
  readonly content: string
  readonly topicKey: string | null
  readonly data: string | null
  readonly source: string | null
  readonly keywords: readonly string[] | null
}

/** UTF-8 bytes that an observation counts for, its keywords as JSON, in statistics and quotas. */
export function observationBytes(observation: CountedText): number {
  const { title, content, topicKey, data, source, keywords } = observation
  const ofText = Buffer.byteLength(title) + Buffer.byteLength(content) + bytesOf(topicKey)
  const ofKeywords = keywords === null ? 0 : Buffer.byteLength(JSON.stringify(keywords))
  return ofText + bytesOf(data) + bytesOf(source) + ofKeywords
}

function bytesOf(text: string | null): number {
  return text === null ? 0 : Buffer.byteLength(text)
}

/** UTF-8 bytes that an item of a thread counts for: those of its JSON text, and of its row. */
export function itemBytes(item: string): number {
  return 32 + Buffer.byteLength(item)
}

/** UTF-8 bytes that a thread counts for beside its items. */
export function threadBytes(name: string): number {
  return 64 + Buffer.byteLength(name)
}

/** UTF-8 bytes that an earlier version of an observation counts for. */
export function versionBytes(version: CountedText): number {
  return emptyVersionBytes + observationBytes(version)
}

/** UTF-8 bytes that a session counts for. */
export function sessionBytes({
  id,
  summary,
  key,
}: {
  readonly id: string
  readonly summary: string | null
  readonly key?: string | null | undefined
}): number {
  const beyond = Math.max(0, Buffer.byteLength(id) - includedIdBytes)
  return emptySessionBytes + beyond + Buffer.byteLength(summary ?? '') + Buffer.byteLength(key ?? '')
}
