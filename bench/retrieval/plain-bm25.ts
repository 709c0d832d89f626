import type { Corpus } from '../../src/search/corpus.ts'

/** A straightforward BM25 (k1 .9, b .4) over the posting lists that the ranker reads: what its time is compared with. */
export const plainBm25 = (
  terms: readonly string[],
  corpus: Corpus,
  limit: number,
): { id: number; score: number }[] => {
  const { documents, postings } = corpus
  const { length, ids, titleLength, contentLength } = documents
  let words = 0
  for (let index = 0; index < length; index++) words += titleLength[index]! + contentLength[index]!
  const average = words / length
  const scores = new Float64Array(length)
  for (const term of terms) {
    const list = postings.get(term)
    if (list === undefined) continue
    const places = new Int32Array(list.ids.length)
    const frequencies = new Int32Array(list.ids.length)
    let found = -1
    let place = 0
    let last = -1
    for (let i = 0; i < list.ids.length; i++) {
      const id = list.ids[i]!
      if (id !== last) {
        last = id
        while (ids[place]! < id) place++
        places[++found] = place
      }
      frequencies[found]!++
    }
    const idf = Math.log(1 + (length - found - 0.5) / (found + 1.5))
    for (let i = 0; i <= found; i++) {
      const document = places[i]!
      const frequency = frequencies[i]!
      const norm = 0.9 * (0.6 + (0.4 * (titleLength[document]! + contentLength[document]!)) / average)
      scores[document]! += (idf * frequency) / (frequency + norm)
    }
  }
  const best: { id: number; score: number }[] = []
  for (let index = 0; index < length; index++) {
    const score = scores[index]!
    if (score === 0 || (best.length === limit && score <= best[limit - 1]!.score)) continue
    let at = best.length
    while (at > 0 && best[at - 1]!.score < score) at--
    best.splice(at, 0, { id: ids[index]!, score })
    if (best.length > limit) best.pop()
  }
  return best
}
