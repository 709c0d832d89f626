import { analyzeObservation, type Analyzer } from '../../src/search/text/analyze.ts'
import { planQuery } from '../../src/search/query/plan.ts'
import type { Entry } from './memory-index.ts'

/**
 * Relevance as its definition reads, without posting lists or any care for speed: what the ranker is
 * compared with. No dates, no typing errors, no weights below 1.
 */
export const referenceRelevance = (
  query: string,
  entries: readonly Entry[],
  analyzer: Analyzer,
  mode: 'default' | 'conversation',
): number[] => {
  const plan = planQuery(query, analyzer)
  const observations = entries.map((entry) => analyzeObservation(analyzer, entry.title ?? '', entry.content))
  const titles = observations.map(({ terms, titleLength }) => terms.slice(0, titleLength))
  const windows = observations.map(({ terms, titleLength }) => {
    const content = terms.slice(titleLength)
    if (content.length <= 90) return [content]
    const all: string[][] = []
    for (let start = 0; start === 0 || start + 30 < content.length; start += 30)
      all.push(content.slice(start, start + 60))
    return all
  })
  const lengths = windows.flatMap((each, d) => each.map((window) => window.length + titles[d]!.length))
  const average = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
  const sessionOf = entries.map((entry) => entry.session ?? 1)
  const sessions = [...new Set(sessionOf)]
  const idf = (N: number, n: number): number => Math.log(1 + (N - n + 0.5) / (n + 0.5))
  const holds = (d: number, term: string): boolean => observations[d]!.terms.includes(term)
  const count = (words: readonly string[], term: string): number =>
    words.filter((word) => word === term).length
  const indices = entries.map((_, d) => d)
  const terms = plan.terms.map(({ term, weight }) => {
    const n = indices.filter((d) => holds(d, term)).length
    // A longer title is about its words, and names no author.
    const inTitles = titles.filter((title) => title.length <= 4 && title.includes(term)).length
    const isAuthor = inTitles >= 5 && inTitles >= entries.length / 10
    let rarity = idf(entries.length, n)
    if (mode === 'conversation' && sessions.length >= 5) {
      const having = sessions.filter((session) =>
        indices.some((d) => sessionOf[d] === session && holds(d, term)),
      )
      rarity = (rarity + idf(sessions.length, having.length)) / 2
    }
    return { term, isAuthor, gain: weight * (isAuthor ? 1 : rarity) }
  })
  const inWindow = (d: number, term: string, window: readonly string[]): number => {
    const f = count(window, term) + count(titles[d]!, term)
    return f / (f + 0.9 * (0.6 + (0.4 * (window.length + titles[d]!.length)) / average))
  }
  const subjects = terms.filter((each) => !each.isAuthor)
  const own = indices.map((d) => {
    const gainOf = (window: readonly string[]): number =>
      subjects.reduce((sum, { term, gain }) => sum + gain * inWindow(d, term, window), 0)
    const best = windows[d]!.reduce((a, b) => (gainOf(b) > gainOf(a) + 1e-12 ? b : a))
    return new Map(subjects.map(({ term }) => [term, inWindow(d, term, best)]))
  })
  const sizes = (session: number): number => sessionOf.filter((other) => other === session).length
  const whole = terms.reduce((sum, { gain }) => sum + gain, 0)
  return indices.map((d) => {
    const near = indices.filter((j) => j !== d && Math.abs(j - d) <= 3 && sessionOf[j] === sessionOf[d])
    const authored = terms.filter((each) => each.isAuthor && holds(d, each.term))
    const matchesItself = authored.length > 0 || subjects.some(({ term }) => holds(d, term))
    const bringsIn =
      mode === 'conversation' && near.some((j) => subjects.some(({ term }) => own[j]!.get(term)! > 0))
    if (!matchesItself && !bringsIn) return 0
    let gain = authored.reduce((sum, each) => {
      if (titles[d]!.includes(each.term)) return sum + each.gain
      const f = count(observations[d]!.terms, each.term)
      const length = Math.min(90, observations[d]!.contentLength) + titles[d]!.length
      return sum + (each.gain * 0.2 * f) / (f + 0.9 * (0.6 + (0.4 * length) / average))
    }, 0)
    for (const { term, gain: g } of subjects) {
      let missing = 1 - own[d]!.get(term)!
      for (const j of near) {
        const passes = mode === 'conversation' && j === d - 1 && (observations[j]!.flags & 8) > 0
        missing *= 1 - (passes ? 0.7 : [0, 0.2, 0.1, 0.05][Math.abs(j - d)]!) * own[j]!.get(term)!
      }
      if (mode === 'conversation') {
        const same = indices.filter((j) => sessionOf[j] === sessionOf[d])
        const most = Math.max(...same.map((j) => own[j]!.get(term)!))
        missing *= 1 - 0.2 * Math.min(1, 30 / sizes(sessionOf[d]!)) * most
      }
      gain += g * (1 - missing)
    }
    const words = observations[d]!.terms.length
    const prior = words > 60 ? (60 / words) ** (mode === 'default' ? 0.1 : 0.2) : 1
    const relevance = (prior * gain) / whole
    if (mode === 'default') return relevance
    const { flags } = observations[d]!
    const speaker = (flags & 2) > 0 ? 1 : 0.9 * ((flags & 1) > 0 ? 0.7 : 1)
    return Math.min(1, relevance * speaker + (plan.asksTime && (flags & 4) > 0 ? 0.05 : 0))
  })
}
