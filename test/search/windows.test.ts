import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mostWindows, textsToEmbed } from '../../src/search/sense/windows.ts'
import { anyText } from './arbitrary.ts'

const words = (count: number): string[] => Array.from({ length: count }, (_, i) => `w${i}`)

test('a short text is one text to embed, as it is, after its title', () => {
  expect(textsToEmbed('Food', 'No peanuts,\nplease.')).toEqual(['Food: No peanuts,\nplease.'])
  expect(textsToEmbed(' ', 'No peanuts.')).toEqual(['No peanuts.'])
})

test('a long text has overlapping windows of 180 words, each with the title', () => {
  const texts = textsToEmbed('Log', words(200).join(' '))
  expect(texts).toEqual([`Log: ${words(180).join(' ')}`, `Log: ${words(200).slice(20).join(' ')}`])
})

test('a very long text has eight windows, from its first word to its last', () => {
  const texts = textsToEmbed('', words(5_000).join(' '))
  expect(texts).toHaveLength(mostWindows)
  expect(texts[0]).toMatch(/^w0 /)
  expect(texts.at(-1)).toMatch(/ w4999$/)
  for (const text of texts) expect(text.split(' ')).toHaveLength(180)
})

test('scripts without spaces are counted by characters', () => {
  expect(textsToEmbed('', '猫'.repeat(180))).toHaveLength(1)
  expect(textsToEmbed('', '猫'.repeat(400))).toHaveLength(3)
})

test('a key or a link without a space does not pass for one word', () => {
  expect(textsToEmbed('', 'a'.repeat(20_000)).every((text) => text.length < 180 * 8 + 64)).toBe(true)
})

test('every text has one to eight windows, each of them a part of it', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 60 }), (text, times) => {
      const content = text.repeat(times)
      const texts = textsToEmbed('', content)
      expect(texts.length).toBeGreaterThanOrEqual(1)
      expect(texts.length).toBeLessThanOrEqual(mostWindows)
      for (const each of texts) expect(content).toContain(each)
    }),
  )
})
