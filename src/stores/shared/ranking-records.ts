import { typeIndex, type StoredObservation, type UserState } from '../../engine/port/stored.ts'
import type { DocumentTable } from '../../search/corpus.ts'
import type { AnalyzedObservation } from '../../search/text/analyze.ts'

/**
 * Length of a ranking record. 64 observations share a row, so that a search reads all of a user's records in a few
 * rows. Little-endian, as every platform of Node is:
 *
 * | byte | 0 | 8 | 16 | 20 | 24 | 26 | 28 | 30 | 31 |
 * |---|---|---|---|---|---|---|---|---|---|
 * | | createdAt f64 | updatedAt f64 | contentLength u32 | session u32 | titleLength u16 | revision u16 | type u16 | flags u8 | 1 if present |
 */
const recordBytes = 32
const slotBits = 6
const slots = 2 ** slotBits

/** One observation as ranking reads it. */
export interface DocumentRecord {
  readonly createdAt: number
  readonly updatedAt: number
  readonly contentLength: number
  readonly titleLength: number
  /** The session's number, counted per user. */
  readonly session: number
  readonly revision: number
  /** Index into the user's list of types. */
  readonly type: number
  readonly flags: number
}

/** Makes the record of an observation. The user's list of types grows by a type seen for the first time. */
export function recordOf(
  { createdAt, updatedAt, session, revision, type }: StoredObservation,
  { titleLength, contentLength, flags }: AnalyzedObservation,
  user: Pick<UserState, 'types'>,
): DocumentRecord {
  const typeNumber = typeIndex(user, type)
  return { createdAt, updatedAt, contentLength, titleLength, session, revision, type: typeNumber, flags }
}

/** Returns the number of the row that holds this observation. */
export function chunkOf(id: number): number {
  return id >> slotBits
}

/** Returns the offset of this observation's record in its row. */
export function offsetOf(id: number): number {
  return (id & (slots - 1)) * recordBytes
}

/** Encodes a record. */
export function encodeRecord(record: DocumentRecord): Uint8Array {
  const bytes = new Uint8Array(recordBytes)
  write(new DataView(bytes.buffer), 0, record)
  return bytes
}

/** Returns the row with this observation's record set, or removed where `record` is null; null for an empty row. */
export function withRecord(
  data: Uint8Array | null,
  id: number,
  record: DocumentRecord | null,
): Uint8Array | null {
  const offset = offsetOf(id)
  const bytes = new Uint8Array(Math.max(data?.length ?? 0, offset + recordBytes))
  if (data !== null) bytes.set(data)
  const view = new DataView(bytes.buffer)
  bytes.fill(0, offset, offset + recordBytes)
  if (record !== null) write(view, offset, record)
  return record !== null || hasRecord(bytes) ? bytes : null
}

function write(view: DataView, offset: number, record: DocumentRecord): void {
  view.setFloat64(offset, record.createdAt, true)
  view.setFloat64(offset + 8, record.updatedAt, true)
  view.setUint32(offset + 16, record.contentLength, true)
  view.setUint32(offset + 20, record.session, true)
  view.setUint16(offset + 24, Math.min(record.titleLength, 0xffff), true)
  view.setUint16(offset + 26, Math.min(record.revision, 0xffff), true)
  view.setUint16(offset + 28, record.type, true)
  view.setUint8(offset + 30, record.flags)
  view.setUint8(offset + 31, 1)
}

function hasRecord(bytes: Uint8Array): boolean {
  for (let offset = 31; offset < bytes.length; offset += recordBytes) if (bytes[offset] === 1) return true
  return false
}

/** A row as `readChunks` returns it: its number and its bytes. */
export type ChunkRow = readonly [chunk: number, data: Uint8Array]

/** Decodes all records of one user as parallel columns, ascending by id. */
export function decodeDocuments(rows: readonly ChunkRow[], typeNames: readonly string[]): DocumentTable {
  const capacity = rows.reduce((sum, [, data]) => sum + data.length / recordBytes, 0)
  const table = {
    length: 0,
    ids: new Int32Array(capacity),
    createdAt: new Float64Array(capacity),
    updatedAt: new Float64Array(capacity),
    revision: new Uint16Array(capacity),
    titleLength: new Uint16Array(capacity),
    contentLength: new Uint32Array(capacity),
    session: new Uint32Array(capacity),
    type: new Uint16Array(capacity),
    typeNames,
    flags: new Uint8Array(capacity),
  }
  for (const [chunk, data] of rows) decodeChunk(table, chunk, data)
  return table
}

type Columns = {
  -readonly [Column in keyof DocumentTable]: DocumentTable[Column] extends ArrayLike<number>
    ? Writable
    : DocumentTable[Column]
}
type Writable = { [index: number]: number; readonly length: number }

function decodeChunk(table: Columns, chunk: number, data: Uint8Array): void {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  for (let offset = 0, id = chunk << slotBits; offset < data.length; offset += recordBytes, id++) {
    if (data[offset + 31] !== 1) continue
    const index = table.length++
    table.ids[index] = id
    table.createdAt[index] = view.getFloat64(offset, true)
    table.updatedAt[index] = view.getFloat64(offset + 8, true)
    table.contentLength[index] = view.getUint32(offset + 16, true)
    table.session[index] = view.getUint32(offset + 20, true)
    table.titleLength[index] = view.getUint16(offset + 24, true)
    table.revision[index] = view.getUint16(offset + 26, true)
    table.type[index] = view.getUint16(offset + 28, true)
    table.flags[index] = view.getUint8(offset + 30)
  }
}
