import { baseStyle } from './base.ts'
import { colourRules } from './tokens.ts'

/** A tick, cut out of the colour of a checked box. */
const tick = 'polygon(14% 52%, 24% 42%, 42% 60%, 76% 22%, 87% 32%, 42% 80%)'

/**
 * The whole style of the page: the rules of every page, and the parts of this one. It also holds inside `<ilab-memory>`,
 * where a section with the class `element` stands for the root, and the classes `body` and `middle` for body and main part.
 */
export const style: string = `
${colourRules('[data-theme]', '[data-theme=auto]', '[data-theme=dark]')}
${baseStyle}
:host { display: block }
:host([hidden]) { display: none }
.script [data-plain], [data-script] { display: none !important }
.element { font-family: var(--ilab-memory-font, inherit); text-align: start; border-radius: var(--ilab-memory-radius, 12px) }
body, .body { margin: 0 auto; max-width: var(--ilab-memory-width, 50rem); padding: 0 1rem; display: flex; flex-direction: column }
body { min-height: 100vh }
main, .middle { flex: 1; outline: 0; min-width: 0; container-type: inline-size }
.element h1 { margin-top: 1.25rem }
.back:not([hidden]) ~ .middle h1 { margin-top: .25rem }
.element .brand { display: none }
.back { align-self: start; min-height: 2rem; margin: .75rem 0 0; padding: .25rem 0; border: 0; background: none; font-size: .8125rem }
.back::before { content: '‹'; font-size: 1.25rem; line-height: 1; margin-inline-end: .375rem }
h2 a:hover, h3 a:hover, nav li a:hover { text-decoration: underline }
header { display: flex; flex-wrap: wrap; gap: .25rem 2rem; align-items: baseline; padding: 1rem 0 0; border-bottom: 1px solid var(--line) }
nav ul { display: flex; flex-wrap: wrap; gap: 0 1.25rem; list-style: none; margin: 0; padding: 0 }
nav li a { display: inline-block; padding: .75rem 0; color: var(--muted); text-decoration: none; border-bottom: 2px solid transparent; margin-bottom: -1px }
nav li a[aria-current] { border-color: var(--accent); color: var(--text); font-weight: 600 }
footer { margin-top: 2rem; padding: 1rem 0 2rem; border-top: 1px solid var(--line); font-size: .8125rem; color: var(--muted) }
.row.start { align-items: flex-start; flex-wrap: nowrap; gap: .75rem }
.row.start > :last-child { flex: 1; min-width: 0 }
.between { justify-content: space-between }
p.row { margin: .75rem 0 }
form.row + form.row { margin-top: .75rem; padding-top: .75rem; border-top: 1px solid var(--line) }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); gap: .75rem 1rem; margin: .75rem 0 }
.stack { display: flex; flex-direction: column; gap: 1rem; max-width: 40rem }
.stack p { margin: 0 }
footer label { flex-direction: row; align-items: center; gap: .5rem }
input[aria-invalid], textarea[aria-invalid] { border-color: var(--danger); border-width: 2px }
footer select { width: auto; min-height: 2rem; font-size: .8125rem; padding: .25rem .5rem }
input[type=checkbox] { appearance: none; width: 1.5rem; height: 1.5rem; margin: 0; flex: none; display: grid; border: 1.5px solid var(--field); border-radius: 6px; background: var(--card); cursor: pointer }
input[type=checkbox]:checked, input[type=checkbox]:indeterminate { background: var(--accent); border-color: var(--accent) }
input[type=checkbox]:checked::before { content: ''; background: var(--on-accent); clip-path: ${tick} }
input[type=checkbox]:indeterminate::before { content: ''; background: var(--on-accent); height: 2px; margin: auto .25rem }
@media (forced-colors: active) { input[type=checkbox] { appearance: auto } }
textarea { line-height: 1.5; resize: vertical }
input[type=file] { padding: .25rem }
::file-selector-button { font: inherit; color: var(--accent); background: var(--badge); border: 0; border-radius: 6px; padding: .375rem .75rem; margin-inline-end: .75rem; cursor: pointer }
footer button { min-height: 2rem; padding: .25rem .75rem }
button.danger { background: var(--danger); border-color: var(--danger); color: var(--on-danger) }
a.danger { color: var(--danger) }
.row > a:not(.button) { display: inline-block; padding: .5rem 0 }
[role=search] .row { align-items: flex-end }
.cards { list-style: none; margin: 1rem 0; padding: 0; display: grid; gap: .75rem }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem; min-width: 0; box-shadow: var(--shade) }
section.card { margin: 0 0 1rem; padding: 1.25rem }
.card > :last-child, .card .sides > div > :last-child { margin-bottom: 0 }
.row.start + .text, .row.start ~ .facts { margin-left: 2.25rem }
.card:has(:checked) { border-color: var(--accent) }
.text { white-space: pre-wrap; margin: .25rem 0 .75rem }
.whole { font-size: 1.125rem; margin: 0 0 1rem }
.facts { display: flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: center; font-size: .8125rem; color: var(--muted); margin: 0 0 .5rem }
.fact:has(+ .fact)::after { content: '·'; margin-inline-start: .5rem }
.strong { background: var(--accent); color: var(--on-accent) }
.notice.row { margin: 1rem 0 }
.bad { border-color: var(--danger) }
ins { background: var(--added) } del { background: var(--removed) }
ins, del { position: relative }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: 1rem 2rem; margin-bottom: 1rem }
.timeline { border-inline-start: 2px solid var(--line); padding-inline-start: 1rem }
.links { list-style: none; margin: .5rem 0 .75rem; padding: 0; display: grid; gap: .25rem }
pre.text { font: .875rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; max-width: none }
.scroll { overflow-x: auto; margin: 1rem 0 } .scroll table { margin: 0; max-width: none } .scroll td, .scroll thead th { overflow-wrap: normal } .scroll tbody th { min-width: 9rem } .scroll caption { max-width: 100% }
.scroll th, .scroll td { padding: .5rem .75rem }
.row.end { align-items: flex-end }
.number { text-align: end; font-variant-numeric: tabular-nums }
meter { width: 100%; max-width: 24rem; height: 1rem }
.script [data-script] { display: flex !important }
.selection { position: sticky; top: 0; flex-wrap: nowrap; z-index: 1; min-height: 3.75rem; margin: .5rem 0 -.5rem; padding: .5rem 1rem; background: var(--page) }
.selection label { flex-direction: row; align-items: center; gap: .75rem; color: var(--text) }
.selection output { flex: 1; font-size: .8125rem; color: var(--muted) }
form:not(:has([name=id]:checked)) .selection button { visibility: hidden }
[aria-busy=true] { cursor: progress }
progress { width: 100%; accent-color: var(--accent) }
.undo { position: fixed; inset: auto 0 0; margin: 0 auto 1rem; width: min(36rem, 100% - 2rem); display: flex; gap: 1rem; align-items: center; justify-content: space-between; padding: 1rem; border-radius: 12px; background: var(--text); color: var(--page); z-index: 2; box-shadow: 0 4px 16px #0004 }
.undo p { margin: 0 }
.undo button { background: none; color: inherit; border-color: currentcolor; flex: none }
.undo :focus-visible { outline-color: currentcolor }
@container (max-width: 38rem) { .row.start + .text, .row.start ~ .facts { margin-left: 0 } .selection { padding-inline: 0 } }
@media print { header, footer, button, form, .skip, .undo { display: none } [data-theme] { background: #fff; color: #000 } .card { border: 0; border-bottom: 1px solid #999; border-radius: 0; padding: .5rem 0; break-inside: avoid; background: none; box-shadow: none } body, .body { max-width: none } }
`
