import type { Embedder, EmbeddingBackground } from '../core/model/embedder.ts'

/** Sentences that have nothing to do with each other: 16 questions, 16 memories. */
const pairs: readonly (readonly [question: string, memory: string])[] = [
  ['Where do I keep the spare key?', 'The build fails on Windows when a path has a space.'],
  ['Which database do we use for billing?', 'Grandmother planted roses behind the shed.'],
  ['What does my sister do for a living?', 'Invoices are due thirty days after delivery.'],
  ['How do I like my coffee?', 'The release branch is cut every second Tuesday.'],
  ['When did we move to the new office?', 'He is learning to play the cello.'],
  ['Who repairs the bicycle?', 'Timestamps are stored in UTC with milliseconds.'],
  ['What should I cook for the guests?', 'The router needs a restart after each update.'],
  ['Which tests are slow?', 'She prefers the window seat on long flights.'],
  ['What is the name of the neighbour’s dog?', 'Feature flags are read once at the start.'],
  ['How much did the roof cost?', 'The meeting notes go into the shared folder.'],
  ['Why was the cache switched off?', 'The museum is closed on Mondays.'],
  ['Which doctor did you recommend?', 'Errors are logged with a request number.'],
  ['What book am I reading?', 'The pull request waits for a second review.'],
  ['How do we deploy on Fridays?', 'My brother collects old coins.'],
  ['Where did the team go hiking?', 'The parser rejects a trailing comma.'],
  ['What size are my running shoes?', 'The quarterly report covers four regions.'],
]

const round = (value: number): number => Math.round(value * 10_000) / 10_000

function cosine(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let [product, ofOne, ofOther] = [0, 0, 0]
  for (let i = 0; i < one.length; i++) {
    product += one[i]! * other[i]!
    ofOne += one[i]! ** 2
    ofOther += other[i]! ** 2
  }
  return product / Math.sqrt(ofOne * ofOther)
}

async function embedInBatches(
  embedder: Embedder,
  texts: readonly string[],
  kind: 'query' | 'document',
  signal: AbortSignal,
): Promise<ArrayLike<number>[]> {
  const vectors: ArrayLike<number>[] = []
  const size = embedder.batch ?? 16
  for (let start = 0; start < texts.length; start += size)
    vectors.push(...(await embedder.embed(texts.slice(start, start + size), { kind, signal })))
  return vectors
}

/**
 * Measures the cosines that a model gives to texts that have nothing to do with each other. Measure once, and write the
 * result down as the `background` of your own model. Each query is compared with all memories of the set.
 *
 * @example
 * ```ts
 * console.log(await measureBackground(embedder)) // { mean: 0.0412, deviation: 0.0611 }
 * ```
 */
export async function measureBackground(
  embedder: Embedder,
  signal: AbortSignal = new AbortController().signal,
): Promise<EmbeddingBackground> {
  const queries = await embedInBatches(
    embedder,
    pairs.map(([question]) => question),
    'query',
    signal,
  )
  const memories = await embedInBatches(
    embedder,
    pairs.map(([, memory]) => memory),
    'document',
    signal,
  )
  const cosines = queries.flatMap((query) => memories.map((memory) => cosine(query, memory)))
  const mean = cosines.reduce((sum, each) => sum + each, 0) / cosines.length
  const variance = cosines.reduce((sum, each) => sum + (each - mean) ** 2, 0) / cosines.length
  return { mean: round(mean), deviation: round(Math.sqrt(variance)) }
}
