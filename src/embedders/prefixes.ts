import type { EmbeddingKind } from '../core/model/embedder.ts'

/** Words that a model wants before each text, by the text's use. Models that were trained with them are worse without. */
export interface Prefixes {
  /** Before a query, as in `query: `. */
  readonly query: string
  /** Before a text to be found, as in `passage: `. */
  readonly document: string
}

/** Puts the prefix of a use before each text. */
export function withPrefix(
  texts: readonly string[],
  kind: EmbeddingKind,
  prefixes: Prefixes | null | undefined,
): string[] {
  const prefix = prefixes?.[kind] ?? ''
  return texts.map((text) => prefix + text)
}

/** Names prefixes in the id of a vector space, since other prefixes give other vectors. */
export function prefixesInId(prefixes: Prefixes | null | undefined): string {
  return prefixes === null || prefixes === undefined ? '' : `:${prefixes.query}|${prefixes.document}`
}
