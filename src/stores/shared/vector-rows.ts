import type { EmbeddedText } from '../../core/store/store.ts'
import type { VectorBlock } from '../../search/sense/sense.ts'
import { chunkOf } from './ranking-records.ts'

/** Vectors of observations with neighbouring ids, as one row holds them. */
export interface VectorChunk {
  /** Place of each vector's observation among the 64 of the row, ascending; an observation has one a window. */
  readonly slots: Uint8Array
  /** The scales as 32-bit floats, little-endian, then the values, one vector after the other. */
  readonly data: Uint8Array
}

/** A vector chunk with its number. */
export interface NumberedVectorChunk extends VectorChunk {
  readonly chunk: number
}

const slotCount = 64
const scaleBytes = 4

/** Vectors of one observation in a chunk. */
type Windows = EmbeddedText['windows']

/** Returns the observation's place in its chunk. */
function slotOf(id: number): number {
  return id & (slotCount - 1)
}

/** Decodes a chunk in place: nothing is copied but the scales. */
export function toVectorBlock({ chunk, slots, data }: NumberedVectorChunk): VectorBlock {
  const first = chunk * slotCount
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  return {
    ids: Int32Array.from(slots, (slot) => first + slot),
    scales: Float32Array.from(slots, (_, index) => view.getFloat32(index * scaleBytes, true)),
    values: new Int8Array(data.buffer, data.byteOffset + slots.length * scaleBytes),
  }
}

/** Tells whether a row can be decoded: ascending places of 64, and as many vectors of one length. */
export function isVectorChunk({ slots, data }: VectorChunk): boolean {
  const size = data.length / slots.length - scaleBytes
  return (
    slots.length > 0 &&
    Number.isInteger(size) &&
    size > 0 &&
    slots.every((slot, index) => slot < slotCount && (index === 0 || slots[index - 1]! <= slot))
  )
}

/** Lists the observations of a chunk. */
export function idsOfChunk({ chunk, slots }: Pick<NumberedVectorChunk, 'chunk' | 'slots'>): number[] {
  return [...new Set(slots)].map((slot) => chunk * slotCount + slot)
}

/** Returns a chunk with other vectors of some of its observations; null for an empty one. An empty list removes them. */
export function withVectors(
  before: VectorChunk | null,
  changes: ReadonlyMap<number, Windows>,
): VectorChunk | null {
  const kept = before === null ? [] : windowsOf(before)
  const bySlot = new Map<number, Windows>(kept)
  for (const [id, windows] of changes) bySlot.set(slotOf(id), windows)
  const entries = [...bySlot].toSorted(([one], [other]) => one - other)
  const all = entries.flatMap(([slot, windows]) => windows.map((vector) => ({ slot, vector })))
  if (all.length === 0) return null
  const dimensions = all[0]!.vector.values.length
  const data = new Uint8Array(all.length * (scaleBytes + dimensions))
  const view = new DataView(data.buffer)
  for (const [index, { vector }] of all.entries()) {
    view.setFloat32(index * scaleBytes, vector.scale, true)
    data.set(
      new Uint8Array(vector.values.buffer, vector.values.byteOffset, dimensions),
      all.length * scaleBytes + index * dimensions,
    )
  }
  return { slots: Uint8Array.from(all, ({ slot }) => slot), data }
}

function windowsOf({ slots, data }: VectorChunk): [slot: number, windows: Windows][] {
  const dimensions = data.length / slots.length - scaleBytes
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const values = slots.length * scaleBytes
  const bySlot = new Map<number, Windows[number][]>()
  for (const [index, slot] of slots.entries()) {
    const windows = bySlot.get(slot) ?? []
    bySlot.set(slot, windows)
    const start = data.byteOffset + values + index * dimensions
    windows.push({
      values: new Int8Array(data.buffer, start, dimensions),
      scale: view.getFloat32(index * scaleBytes, true),
    })
  }
  return [...bySlot]
}

/** Vectors of one observation as a row of their own: the scales, then the values of its windows. */
export interface StoredVectors {
  readonly observation: number
  readonly data: Uint8Array
}

/** Packs the vectors of one observation. The first byte counts them. */
export function packWindows(windows: Windows): Uint8Array {
  const { slots, data } = withVectors(null, new Map([[0, windows]]))!
  const packed = new Uint8Array(data.length + 1)
  packed[0] = slots.length
  packed.set(data, 1)
  return packed
}

/** Joins rows of {@link packWindows}, ascending by observation, to one block. */
export function toVectorBlocks(rows: readonly StoredVectors[]): VectorBlock[] {
  if (rows.length === 0) return []
  const count = rows.reduce((sum, { data }) => sum + data[0]!, 0)
  const bytes = rows.reduce((sum, { data }) => sum + data.length - 1, 0)
  const ids = new Int32Array(count)
  const scales = new Float32Array(count)
  const values = new Int8Array(bytes - count * scaleBytes)
  let at = 0
  let end = 0
  for (const { observation, data } of rows) {
    const windows = data[0]!
    const view = new DataView(data.buffer, data.byteOffset + 1)
    for (let window = 0; window < windows; window++, at++) {
      ids[at] = observation
      scales[at] = view.getFloat32(window * scaleBytes, true)
    }
    const own = data.subarray(1 + windows * scaleBytes)
    values.set(new Int8Array(own.buffer, own.byteOffset, own.length), end)
    end += own.length
  }
  return [{ ids, scales, values }]
}

/** Groups vectors by the number of their chunk. */
export function byChunk(
  vectors: readonly Omit<EmbeddedText, 'digest'>[],
): ReadonlyMap<number, ReadonlyMap<number, Windows>> {
  const groups = Map.groupBy(vectors, ({ id }) => chunkOf(id))
  return new Map(
    [...groups].map(([chunk, group]) => [chunk, new Map(group.map(({ id, windows }) => [id, windows]))]),
  )
}
