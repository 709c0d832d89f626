import { expect, test } from 'vitest'
import { dayMs } from '../../src/search/days.ts'
import { contextScore, recency, revision, searchScore } from '../../src/search/rank/score.ts'

test('recency halves after each half-life, and a negative age counts as none', () => {
  expect([0, 30, 60].map((days) => recency(days * dayMs, 30))).toEqual([1, 0.5, 0.25])
  expect(recency(-dayMs, 30)).toBe(1)
  expect(recency(1e15, 30)).toBe(0)
})

test('revision grows up to the cap', () => {
  expect([0, 1, 10, 11].map((count) => revision(count, 10))).toEqual([0, 0.1, 1, 1])
})

test('nothing makes up for a match that is missing', () => {
  const weights = { base: 0.85, recency: 0.1, revision: 0.05 }
  expect(searchScore({ relevance: 0, recency: 1, revision: 1 }, weights)).toBe(0)
  expect(searchScore({ relevance: 1, recency: 1, revision: 1 }, weights)).toBe(1)
  expect(searchScore({ relevance: 0.5, recency: 0, revision: 0 }, weights)).toBeCloseTo(0.425, 12)
})

test('a context score is a weighted sum', () => {
  const weights = { recency: 0.5, revision: 0.3, typePriority: 0.2 }
  expect(contextScore({ recency: 0.5, revision: 1, typePriority: 0.7 }, weights)).toBeCloseTo(0.69, 12)
})
