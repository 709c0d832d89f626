/** The colours of one scheme. Every one of them is written out, so that their contrast can be computed. */
export interface Palette {
  readonly page: string
  readonly text: string
  readonly muted: string
  readonly block: string
  readonly line: string
  readonly accent: string
  readonly get: string
  readonly post: string
  readonly delete: string
}

/** The colours of the reference page, by the browser's scheme. */
export const palettes: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    page: '#ffffff',
    text: '#1b1f24',
    muted: '#57606a',
    block: '#f3f4f6',
    line: '#d0d7de',
    accent: '#1d4ed8',
    get: '#166534',
    post: '#1d4ed8',
    delete: '#b91c1c',
  },
  dark: {
    page: '#0f1419',
    text: '#e6e9ed',
    muted: '#a3adb8',
    block: '#1a2129',
    line: '#3a4450',
    accent: '#93c5fd',
    get: '#86efac',
    post: '#93c5fd',
    delete: '#fca5a5',
  },
}

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour}`)
    .join('; ')
}

/** The reference page's whole style; its digest is in the page's Content-Security-Policy. */
export const referenceStyle = `
:root { color-scheme: light dark; ${variables(palettes.light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(palettes.dark)} } }
* { box-sizing: border-box }
html { background: var(--page); color: var(--text) }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 16rem minmax(0, 1fr) }
a { color: var(--accent) }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); font-size: .875rem }
nav h2 { font-size: .75rem; text-transform: uppercase; letter-spacing: .06em; margin: 1.25rem 0 .25rem; color: var(--muted) }
nav a { display: block; padding: .1rem 0; color: inherit; text-decoration: none }
nav a:hover, nav a:focus { color: var(--accent); text-decoration: underline }
main { padding: 1.5rem 2.5rem 6rem; max-width: 62rem }
section { border-top: 1px solid var(--line); padding-top: 1rem; margin-top: 2.5rem }
h1 { margin-top: 0 }
h3 { margin-bottom: .25rem }
code, pre { font: .875em/1.5 ui-monospace, monospace }
pre { background: var(--block); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line) }
.verb { font-weight: 700 } .get { color: var(--get) } .post { color: var(--post) } .delete { color: var(--delete) }
@media (max-width: 50rem) { body { display: block } nav { position: static; height: auto; border: 0 } main { padding: 1rem } }
`
