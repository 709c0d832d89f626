/** Colours of every page by name, each in light and in dark. An application sets one as `--ilab-memory-NAME`. */
export const colours: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  page: ['#f5f6f8', '#0e1216'],
  card: ['#ffffff', '#171c22'],
  text: ['#1a1d21', '#e7eaee'],
  muted: ['#57606a', '#a5afba'],
  line: ['#dfe3e8', '#2b333c'],
  field: ['#808a96', '#78838f'],
  accent: ['#1f4fd1', '#8fb4ff'],
  'on-accent': ['#ffffff', '#0b1626'],
  danger: ['#b42318', '#ffa198'],
  'on-danger': ['#ffffff', '#2a0805'],
  mark: ['#ffe58a', '#6b5500'],
  badge: ['#eef1f5', '#252d36'],
  added: ['#d4f3dc', '#17412a'],
  removed: ['#fbdcd9', '#54211d'],
}

const shades = ['0 1px 2px #1a1d2114, 0 2px 8px #1a1d210a', 'none'] as const
const schemes = ['light', 'dark'] as const

function variables(theme: 0 | 1): string {
  const named = Object.entries(colours).map(
    ([name, pair]) => `--${name}: var(--ilab-memory-${name}, ${pair[theme]})`,
  )
  return [`color-scheme: ${schemes[theme]}`, ...named, `--shade: ${shades[theme]}`].join('; ')
}

/**
 * Makes the rules that choose the colours: light, dark where the browser asks for it, and dark where the reader does. Paper
 * is light.
 *
 * @param root - selects the element that holds a page
 * @param automatic - selects it where its reader follows the browser
 * @param dark - selects it where its reader chose dark
 */
export function colourRules(root: string, automatic: string, dark: string): string {
  return `${root} { ${variables(0)}; background: var(--page); color: var(--text); font-size: 1rem; line-height: 1.5 }
@media screen and (prefers-color-scheme: dark) { ${automatic} { ${variables(1)} } }
@media screen { ${dark} { ${variables(1)} } }`
}
