import type {
  EmbeddedText,
  SearchAnswer,
  SenseRequest,
  TextsToEmbedRequest,
  TextToEmbed,
} from '../../../core/store/store.ts'
import { contentDigest } from '../../../engine/rules/texts/content-digest.ts'
import { documentFlags } from '../../../search/corpus.ts'
import type { Sense, VectorBlock } from '../../../search/sense/sense.ts'
import type { Kept, KeptObservation } from './kept.ts'

/** Lists the observations that may have a vector: not what a session's end wrote by itself. */
function embeddable({ observations }: Kept): KeptObservation[] {
  return observations.filter(({ analysis }) => (analysis.flags & documentFlags.bookkeeping) === 0)
}

/** Lists texts without a vector of a space. */
export function textsToEmbed(kept: Kept, { space, after, limit }: TextsToEmbedRequest): TextToEmbed[] {
  return embeddable(kept)
    .filter(({ id }) => id > after && !(kept.space === space && kept.vectors.has(id)))
    .slice(0, limit)
    .map((observation) => {
      const { id, title, content } = observation
      return { id, title, content, digest: contentDigest(observation) }
    })
}

/** Keeps the vectors of texts that are still the same; true once every observation has one. */
export function putVectors(kept: Kept, space: number, vectors: readonly EmbeddedText[]): boolean {
  const put = vectors.flatMap(({ id, digest, windows }) => {
    const found = kept.observations.find((observation) => observation.id === id)
    return found !== undefined && contentDigest(found) === digest
      ? [[id, { title: found.title, content: found.content, windows }] as const]
      : []
  })
  if (put.length > 0) {
    kept.vectors = new Map([...(kept.space === space ? kept.vectors : []), ...put])
    kept.space = space
  }
  return countVectors(kept, space) === embeddable(kept).length
}

/** Counts the observations with a vector of a space. */
export function countVectors(kept: Kept, space: number): number {
  return kept.space === space ? embeddable(kept).filter(({ id }) => kept.vectors.has(id)).length : 0
}

/** Drops the vectors of texts that are gone. */
export function dropStaleVectors(kept: Kept): void {
  if (kept.vectors.size === 0) return
  const fits = ([id, { title, content }]: readonly [number, { title: string; content: string }]): boolean =>
    kept.observations.some((one) => one.id === id && one.title === title && one.content === content)
  kept.vectors = new Map([...kept.vectors].filter(fits))
}

/** Decides whether a query is ranked by sense, too. */
export function senseOf(
  kept: Kept,
  request: SenseRequest | undefined,
): { readonly sense: Sense | undefined; readonly meaning: SearchAnswer['meaning'] } {
  if (request === undefined) return { sense: undefined, meaning: null }
  if (kept.vectors.size === 0) return { sense: undefined, meaning: 'pending' }
  const { space, ...query } = request
  if (kept.space !== space) return { sense: undefined, meaning: 'other_model' }
  return { sense: { ...query, vectors: [...kept.vectors].map(blockOf) }, meaning: 'used' }
}

function blockOf([id, { windows }]: readonly [number, Pick<EmbeddedText, 'windows'>]): VectorBlock {
  return {
    ids: windows.map(() => id),
    scales: windows.map(({ scale }) => scale),
    values: Int8Array.from(windows.flatMap(({ values }) => [...values])),
  }
}
