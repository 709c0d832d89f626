import { fold, isAsciiWord } from '../text/characters.ts'
import type { Ranked, RankOptions } from './rank.ts'
import { recency, revision, searchScore } from './score.ts'
import { createTop } from './top.ts'

/** The part of an observation that substring search reads. */
export interface SubstringRow {
  /** Id of the observation. */
  readonly id: number
  /** Short name of the fact. */
  readonly title: string
  /** The fact itself. */
  readonly content: string
  /** Words that find it as its title does; null: none. */
  readonly keywords: readonly string[] | null
  /** Milliseconds since the epoch. */
  readonly updatedAt: number
  /** Times that it was written, from 1. */
  readonly revision: number
}

/** A substring search over rows; `accepts` gets the row's number, counted from 0 in the order of the rows. */
export type SubstringOptions = Omit<RankOptions, 'accepts'>

const wordCharacter = /[\p{L}\p{N}]/u

/** Tells whether the unit or character is a letter or a digit. A pattern is slow, and most characters are ASCII. */
function isWordCharacter(code: number | undefined): boolean {
  if (code === undefined) return false
  return code < 128 ? isAsciiWord(code) : wordCharacter.test(String.fromCodePoint(code))
}

function isWholeWord(text: string, at: number, needle: string): boolean {
  const before = at > 0 ? text.charCodeAt(at - 1) : undefined
  return !isWordCharacter(before) && !isWordCharacter(text.codePointAt(at + needle.length))
}

/** 2 where the needle stands as a word of its own, 1 where it stands anywhere, else 0. */
function presence(text: string, needle: string): 0 | 1 | 2 {
  let at = text.indexOf(needle)
  if (at < 0) return 0
  for (; at >= 0; at = text.indexOf(needle, at + 1)) if (isWholeWord(text, at, needle)) return 2
  return 1
}

const titleRelevance = [0, 0.7, 1] as const
const contentRelevance = [0, 0.4, 0.8] as const

/**
 * 1 for a word of the title or a keyword, .8 for one of the content, .7 and .4 for a part of a word, 0 where it is
 * absent.
 */
function substringRelevance(needle: string, { title, content, keywords }: SubstringRow): number {
  if (needle === '') return 0
  const names = [title, ...(keywords ?? [])].map((name) => presence(fold(name), needle))
  const inTitle = names.includes(2) ? 2 : names.includes(1) ? 1 : 0
  if (inTitle === 2) return 1
  return Math.max(titleRelevance[inTitle], contentRelevance[presence(fold(content), needle)])
}

/**
 * Ranks a user's observations for a query too short for terms (`plan.substring`). Rows are read one by
 * one and only the best are kept, so that a store can stream them.
 */
export function substringRank(
  needle: string,
  rows: Iterable<SubstringRow>,
  options: SubstringOptions,
): Ranked[] {
  const { settings, now, limit } = options
  const top = createTop<Ranked>(limit)
  let index = -1
  for (const row of rows) {
    index++
    const relevance = substringRelevance(needle, row)
    if (relevance === 0) continue
    const parts = {
      relevance,
      recency: recency(now - row.updatedAt, settings.halfLifeDays),
      revision: revision(row.revision, settings.revisionCap),
    }
    top.offer({
      index,
      id: row.id,
      score: searchScore(parts, settings.search),
      parts,
      window: 0,
    })
  }
  return top.take()
}
