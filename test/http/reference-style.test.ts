import { describe, expect, test } from 'vitest'
import { palettes, referenceStyle, type Palette } from '../../src/http/docs/reference-style.ts'

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

const onPage: readonly (keyof Palette)[] = ['text', 'muted', 'accent', 'get', 'post', 'delete']

describe('the colours of the reference page', () => {
  test('the contrast of black and white is 21, of the same colour 1', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrast('#123456', '#123456')).toBe(1)
  })

  test.each(['light', 'dark'] as const)('%s: every text reaches 4.5 on what lies behind it', (scheme) => {
    const palette = palettes[scheme]
    for (const name of onPage)
      expect([name, contrast(palette[name], palette.page) >= 4.5]).toEqual([name, true])
    expect(contrast(palette.text, palette.block)).toBeGreaterThanOrEqual(4.5)
  })

  test('no text has a colour of its own, and none shines through', () => {
    const used = [...referenceStyle.matchAll(/(?<![-\w])(color|background|opacity): ?([^;}]+)/g)].map(
      ([, property, value]) => `${property} ${value?.trim()}`,
    )
    expect(new Set(used)).toEqual(
      new Set([
        'background var(--page)',
        'color var(--text)',
        'color var(--accent)',
        'color var(--muted)',
        'color inherit',
        'background var(--block)',
        'color var(--get)',
        'color var(--post)',
        'color var(--delete)',
      ]),
    )
  })
})
