const light = `--page: #f6f7f9; --card: #ffffff; --text: #1b1f24; --muted: #545d68; --line: #c9d0d8; --field: #7a8490;
  --accent: #1a4fc4; --on-accent: #ffffff; --danger: #b42318; --on-danger: #ffffff; --mark: #ffe58a; --badge: #e9edf2;
  --added: #d4f3dc; --removed: #fbdcd9`
const dark = `--page: #0f1419; --card: #181f27; --text: #e6e9ed; --muted: #a9b3be; --line: #36404b; --field: #7f8b97;
  --accent: #93b8ff; --on-accent: #0b1626; --danger: #ffa198; --on-danger: #2a0805; --mark: #6b5500; --badge: #27313c;
  --added: #17412a; --removed: #54211d`

/** The whole style of the page: one scale of type (.8125, 1, 1.25, 1.75 rem) and one of space (.25 to 2 rem). */
export const style: string = `
:root { color-scheme: light; ${light} }
@media (prefers-color-scheme: dark) { :root[data-theme=auto] { color-scheme: dark; ${dark} } }
:root[data-theme=dark] { color-scheme: dark; ${dark} }
* { box-sizing: border-box }
html { background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; -webkit-text-size-adjust: 100% }
body { margin: 0 auto; max-width: 60rem; padding: 0 1rem; display: flex; flex-direction: column; min-height: 100vh }
main { flex: 1; outline: 0 }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 1.5rem 0 1rem }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .5rem }
h3, h2.small { font-size: 1rem; line-height: 1.5; margin: 0 }
h1, h2, h3, p, td, th, li, dd, .text { overflow-wrap: anywhere }
p { margin: 0 0 .75rem }
a { color: var(--accent); text-underline-offset: .15em }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px }
.skip { position: absolute; left: -99rem }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem 1rem; z-index: 1 }
header { display: flex; flex-wrap: wrap; gap: .25rem 2rem; align-items: baseline; padding: 1rem 0 0; border-bottom: 1px solid var(--line) }
.brand { font-weight: 700; margin: 0 }
nav ul { display: flex; flex-wrap: wrap; gap: 0 1rem; list-style: none; margin: 0; padding: 0 }
nav li a { display: inline-block; padding: .5rem 0; text-decoration: none; border-bottom: 3px solid transparent }
nav li a:hover { text-decoration: underline }
nav li a[aria-current] { border-color: var(--accent); color: var(--text); font-weight: 600 }
footer { margin-top: 2rem; padding: 1rem 0 2rem; border-top: 1px solid var(--line); font-size: .8125rem; color: var(--muted) }
.row { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center }
.row.start { align-items: flex-start; flex-wrap: nowrap; gap: .75rem }
p.row { margin: .75rem 0 }
form.row + form.row { margin-top: .5rem }
.wide { flex: 1 1 16rem }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); gap: .75rem 1rem; margin: .75rem 0 }
.stack { display: flex; flex-direction: column; gap: 1rem; max-width: 40rem }
.stack p { margin: 0 }
label { display: flex; flex-direction: column; gap: .25rem; font-size: .8125rem; color: var(--muted) }
footer label { flex-direction: row; align-items: center; gap: .5rem }
input, select, textarea, button { font: inherit; color: inherit }
input:not([type=checkbox]), select, textarea { font-size: 1rem; color: var(--text); background: var(--card); border: 1px solid var(--field); border-radius: 6px; padding: .5rem .75rem; width: 100%; min-width: 0 }
footer select { width: auto; font-size: .8125rem; padding: .25rem .5rem }
input[type=checkbox] { width: 1.5rem; height: 1.5rem; margin: 0; flex: none; accent-color: var(--accent) }
textarea { line-height: 1.5; resize: vertical }
button, .wide + button { min-height: 2.75rem; padding: .5rem 1rem; background: var(--card); color: var(--accent); border: 1px solid currentcolor; border-radius: 6px; cursor: pointer; font-weight: 600 }
footer button { min-height: 2rem; padding: .25rem .75rem }
button:hover { text-decoration: underline }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
button.danger { background: var(--danger); border-color: var(--danger); color: var(--on-danger) }
a.danger { color: var(--danger) }
.row > a { display: inline-block; padding: .5rem 0 }
[role=search] .row { align-items: flex-end }
details { margin: 0 0 1rem }
summary { cursor: pointer; padding: .5rem 0; color: var(--accent); width: fit-content }
.cards { list-style: none; margin: 1rem 0; padding: 0; display: grid; gap: .75rem }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; min-width: 0 }
section.card { margin: 0 0 1rem }
.card > :last-child { margin-bottom: 0 }
.text { white-space: pre-wrap; margin: .5rem 0 .75rem; max-width: 44rem }
.whole { font-size: 1.125rem }
.facts { display: flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: center; font-size: .8125rem; color: var(--muted); margin: 0 0 .5rem }
.badge { background: var(--badge); color: var(--text); border-radius: 4px; padding: .125rem .5rem; overflow-wrap: anywhere; min-width: 0; font-size: .8125rem }
.strong { background: var(--accent); color: var(--on-accent) }
.hint { color: var(--muted); font-size: .8125rem; max-width: 44rem }
.empty { padding: 2rem 1rem; text-align: center; border: 1px dashed var(--field); border-radius: 8px }
.notice { border: 1px solid var(--accent); border-inline-start-width: 6px; border-radius: 4px; padding: .75rem 1rem; background: var(--card) }
.bad { border-color: var(--danger) }
mark { background: var(--mark); color: inherit; border-radius: 2px }
ins { background: var(--added) } del { background: var(--removed) }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
ins, del { position: relative }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: 1rem 2rem; margin-bottom: .75rem }
.timeline { border-inline-start: 3px solid var(--line); padding-inline-start: 1rem }
table { border-collapse: collapse; margin: 1rem 0; max-width: 100%; background: var(--card) }
caption { text-align: start; font-weight: 600; padding: .25rem 0 }
th, td { text-align: start; vertical-align: top; padding: .5rem .75rem; border: 1px solid var(--line); font-weight: 400 }
th { color: var(--muted) }
[hidden], .script [data-plain], [data-script] { display: none !important }
.script [data-script] { display: flex !important }
.selection { min-height: 2.75rem; margin: 1rem 0 -.5rem }
.selection label { flex-direction: row; align-items: center; gap: .75rem; font-size: 1rem; color: var(--text) }
[aria-busy=true] { cursor: progress }
.code { font-family: ui-monospace, monospace; font-size: .875rem }
progress { width: 100%; accent-color: var(--accent) }
.undo { position: fixed; inset: auto 0 0; margin: 0 auto 1rem; width: min(36rem, 100% - 2rem); display: flex; gap: 1rem; align-items: center; justify-content: space-between; padding: 1rem; border-radius: 8px; background: var(--text); color: var(--page); z-index: 2; box-shadow: 0 4px 16px #0004 }
.undo p { margin: 0 }
.undo button { background: none; color: inherit; flex: none }
.undo :focus-visible { outline-color: currentcolor }
@media print { header, footer, button, form, .skip { display: none } html { background: #fff; color: #000 } .card { border: 0; border-bottom: 1px solid #999; border-radius: 0; padding: .5rem 0; break-inside: avoid; background: none } body { max-width: none } }
`
