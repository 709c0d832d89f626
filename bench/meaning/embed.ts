import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Embedder } from '../../src/core/model/embedder.ts'
import { packVector, type PackedVector } from '../../src/search/sense/packed-vector.ts'

const { signal } = new AbortController()
const batch = 16

/** Vectors by text, computed when first asked for. */
export interface Vectors {
  /** Computes what is missing, with a line of progress for each thousand. */
  readonly prepare: (texts: Iterable<string>) => Promise<void>
  readonly of: (text: string) => PackedVector
}

const keyOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

const readKept = (file: string): Map<string, PackedVector> =>
  new Map(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [key = '', bytes = ''] = line.split(' ')
        return [key, packVector(new Int8Array(Buffer.from(bytes, 'base64')))!] as const
      }),
  )

/** Embeds texts, and keeps their vectors in a file of the folder between runs; without a folder, nowhere. */
export const vectorsOf = (embedder: Embedder, folder: string | undefined): Vectors => {
  const file = folder === undefined ? undefined : join(folder, `${keyOf(embedder.id)}.vectors`)
  const known = file !== undefined && existsSync(file) ? readKept(file) : new Map<string, PackedVector>()
  const add = (text: string, vector: ArrayLike<number>): void => {
    const packed = packVector(vector)
    if (packed === null) throw new Error('A vector without a direction.')
    known.set(keyOf(text), packed)
    if (file === undefined) return
    appendFileSync(file, `${keyOf(text)} ${Buffer.from(packed.values.buffer).toString('base64')}\n`)
  }
  return {
    of: (text) => known.get(keyOf(text))!,
    prepare: async (texts) => {
      const missing = [...new Set(texts)].filter((text) => !known.has(keyOf(text)))
      for (let start = 0; start < missing.length; start += batch) {
        const part = missing.slice(start, start + batch)
        const vectors = await embedder.embed(part, { kind: 'document', signal })
        for (const [i, text] of part.entries()) add(text, vectors[i]!)
        if (start % 1_008 === 0 && missing.length > batch)
          console.error(`${start} of ${missing.length} texts embedded`)
      }
    },
  }
}

/** The same model, which takes the vectors of known texts from the folder. */
export const keptEmbedder = (embedder: Embedder, folder: string | undefined): Embedder => {
  const vectors = vectorsOf(embedder, folder)
  return {
    ...embedder,
    queryTimeoutMs: 60_000,
    embed: async (texts) => {
      await vectors.prepare(texts)
      return texts.map((text) => vectors.of(text).values)
    },
  }
}
