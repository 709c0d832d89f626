import { describe, expect, test } from 'vitest'
import { referenceStyle } from '../../src/server/http/docs/reference-style.ts'
import { style } from '../../src/page/style/style.ts'
import { colours } from '../../src/page/style/tokens.ts'

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const behindText: readonly string[] = ['page', 'card', 'badge']
/** Each colour of text or of a border that must be seen, what lies behind it, and the least contrast. */
const pairs: readonly (readonly [string, readonly string[], number])[] = [
  ['text', [...behindText, 'mark', 'added', 'removed'], 4.5],
  ['muted', behindText, 4.5],
  ['accent', behindText, 4.5],
  ['danger', ['page', 'card'], 4.5],
  ['on-accent', ['accent'], 4.5],
  ['on-danger', ['danger'], 4.5],
  ['field', ['page', 'card'], 3],
]

describe('the colours of all pages', () => {
  test('the contrast of black and white is 21, of the same colour 1', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrast('#123456', '#123456')).toBe(1)
  })

  test.each(['light', 'dark'] as const)(
    '%s: all that is read stands out from what lies behind it',
    (scheme) => {
      const colour = (name: string): string => colours[name]![scheme === 'light' ? 0 : 1]
      const low = pairs.flatMap(([front, backs, least]) =>
        backs
          .map((back) => ({ front, back, contrast: contrast(colour(front), colour(back)) }))
          .filter((pair) => pair.contrast < least),
      )
      expect(low).toEqual([])
    },
  )

  test.each([
    ["the user's page", style],
    ['the reference', referenceStyle],
  ])('%s has no colour of its own, and no size of type outside the scale', (_, text) => {
    const rules = text.slice(text.indexOf('* { box-sizing'))
    const values = [...rules.matchAll(/(?<![-\w])(?:color|background): ?([^;}]+)/g)].map(([, value]) =>
      value!.trim(),
    )
    expect(
      values.filter((value) => !/^(?:var\(--[\w-]+\)|inherit|none|currentcolor|#fff|#000)$/.test(value)),
    ).toEqual([])
    const sizes = [...rules.matchAll(/(?:font-size: ?|font: )([\d.]+rem)/g)].map(([, size]) => size)
    expect([...new Set(sizes)].filter((size) => !scale.has(size!))).toEqual([])
  })
})

/** The scale, the size of a memory's own text, and that of code. */
const scale = new Set(['.8125rem', '1rem', '1.25rem', '1.75rem', '1.125rem', '.875rem'])
