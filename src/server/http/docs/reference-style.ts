import { baseStyle } from '../../../page/style/base.ts'
import { colourRules } from '../../../page/style/tokens.ts'

// A reader chooses the colours by a radio button, which needs no script.
const automatic = ':root:not(:has([name=theme]:not([value=auto]):checked))'
const dark = ':root:has([name=theme][value=dark]:checked)'

/** The whole style of the reference page; its digest is in the page's Content-Security-Policy. */
export const referenceStyle: string = `
${colourRules(':root', automatic, dark)}
${baseStyle}
html { scroll-padding-top: 1rem }
body { margin: 0 auto; max-width: 96rem; display: grid; grid-template-columns: 20rem minmax(0, 1fr) }
main { padding: 0 2.5rem 4rem; outline: 0; min-width: 0 }
.side { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 2rem 1.25rem; border-inline-end: 1px solid var(--line); background: var(--card) }
.side form { display: grid; gap: .75rem; margin: 1rem 0 .75rem }
.side .row { align-items: flex-end; gap: .5rem }
.side .wide { flex-basis: 9rem }
.side input[type=search] { padding: .5rem .75rem; border-radius: 8px; box-shadow: none }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; font-size: .8125rem; color: var(--muted) }
legend { padding: 0 0 .25rem }
fieldset.row { gap: .25rem 1.25rem }
fieldset label { flex-direction: row; align-items: center; gap: .5rem; min-height: 1.5rem; color: var(--text) }
nav ul { list-style: none; margin: 0 0 1rem; padding: 0 }
nav a { display: flex; gap: .5rem; align-items: baseline; padding: .25rem .5rem; margin: 0 -.5rem; border-radius: 6px; color: var(--text); text-decoration: none; font-size: .8125rem; overflow-wrap: anywhere }
nav a:hover { background: var(--badge); text-decoration: underline }
nav .verb { flex: none; width: 3.5rem }
.up { display: none; float: inline-end; padding: .25rem 0; font-size: .8125rem }
.group { font-weight: 700; margin: 1rem 0 .25rem }
main > h2, section > h2 { margin: 3rem 0 .5rem }
main ul { padding-inline-start: 1.25rem }
.operation { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 2.5rem; margin: 1rem 0; padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shade) }
:target { border-color: var(--accent) }
h3:target, tr:target code { color: var(--accent) }
h3 { font-size: 1.25rem; line-height: 1.3; overflow-wrap: anywhere }
h4 { font-size: 1rem; line-height: 1.5; margin: 1.25rem 0 .25rem }
section > h3 { margin: 2rem 0 .5rem }
.route { margin: .25rem 0 .75rem }
.verb { font-weight: 700; font-size: .8125rem; color: var(--muted) }
.post, .patch { color: var(--accent) }
.delete { color: var(--danger) }
code, pre { font: .875rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
pre { margin: .25rem 0 .75rem; padding: .75rem 1rem; white-space: pre-wrap; background: var(--badge); border: 1px solid var(--line); border-radius: 8px }
dl { margin: 0; border-top: 1px solid var(--line) }
dl > div { padding: .5rem 0; border-bottom: 1px solid var(--line) }
dt { overflow-wrap: anywhere }
dt > code { font-weight: 700 }
dt > span { font-size: .8125rem; color: var(--muted) }
dd { margin: .25rem 0 0 }
dd details { margin: .25rem 0 0 }
dd dl { padding-inline-start: 1rem; border-inline-start: 2px solid var(--line) }
th, td { padding: .5rem .75rem }
th { width: auto }
tbody th { color: var(--text) }
@media (min-width: 80rem) { .operation { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) } .operation > header { grid-column: 1 / -1 } .examples { position: sticky; top: 1rem; align-self: start } }
@media (max-width: 56rem) { body { display: block } .up { display: block } .side { position: static; height: auto; padding: 1rem; border: 0; border-bottom: 1px solid var(--line) } main { padding: 0 1rem 3rem } nav ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: 0 1rem } }
@media (max-width: 40rem) { .operation { padding: 1rem } }
@media print { .side, .skip, .up { display: none } body { display: block; max-width: none } :root { background: #fff } main { padding: 0 } .operation { display: block; border: 0; border-top: 1px solid #999; border-radius: 0; padding: 1rem 0; box-shadow: none } pre, dl > div, tr { break-inside: avoid } h2, h3, h4 { break-after: avoid } }
`
