import { combinations, inEveryScript, scripts, shapes, type Clause } from './clauses.ts'

/** One observation to be saved, with what must never be kept of it and what must. */
export interface PrivacyCase {
  /** Way in which the private part is written. */
  readonly name: string
  /** Title to save. */
  readonly title: string
  /** Content to save. */
  readonly content: string
  /** Canaries that must not be found anywhere after the save: not in a file, an index, a log, an error or a metric. */
  readonly secrets: readonly string[]
  /** Words that must still be in the title or the content. */
  readonly kept: readonly string[]
}

/** A word that occurs nowhere else. An analyser leaves it whole: it ends in digits, so that no stemmer shortens it. */
export function canary(number: number): string {
  return `xcanary${String(number).padStart(5, '0')}`
}

/** Lists every canary in a text, in upper or lower case, each once. For bytes, pass them as `latin1`. */
export function canariesIn(text: string): string[] {
  return [...new Set(text.toLowerCase().match(/xcanary\d{5}/g))]
}

/** Lists the secrets of a case that `text` shows. */
export function leakedSecrets({ secrets }: PrivacyCase, text: string): string[] {
  const found = new Set(canariesIn(text))
  return secrets.filter((secret) => found.has(secret))
}

/** Lists the words that a case keeps and `text` lacks. */
export function lostWords({ kept }: PrivacyCase, text: string): string[] {
  return kept.filter((word) => !text.includes(word))
}

/**
 * Observations with private parts, in every way in which they can be written, well or badly, in many scripts. All of
 * them can be saved. No two share a word.
 *
 * @example
 * ```ts
 * for (const { title, content, secrets } of privacyCorpus) {
 *   await alice.save({ type: 'discovery', title, content })
 * }
 * const file = readFileSync('./memory.db', 'latin1')
 * privacyCorpus.flatMap((privacyCase) => leakedSecrets(privacyCase, file)) // []
 * ```
 */
export const privacyCorpus: readonly PrivacyCase[] = [
  ...scripts.flatMap(([script, word]) => inEveryScript.map((clause) => ({ clause, script, word }))),
  ...[...shapes, ...combinations].map((clause, index) => {
    const [script, word] = scripts[index % scripts.length] ?? ['Latin', 'secret']
    return { clause, script, word }
  }),
].map(({ clause, script, word }, index) => toCase(clause, script, word, index))

function toCase({ name, write }: Clause, script: string, word: string, index: number): PrivacyCase {
  const secrets: string[] = []
  const kept: string[] = []
  const [title, content] = write({
    secret() {
      const secret = canary(index * 10 + secrets.length)
      secrets.push(secret)
      return `${word}${secret}${word}`
    },
    kept() {
      const keptWord = `${word}xkept${50_000 + index * 10 + kept.length}`
      kept.push(keptWord)
      return keptWord
    },
  })
  return { name: `${name} (${script})`, title, content, secrets, kept }
}
