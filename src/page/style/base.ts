/**
 * The rules of every page: one scale of type (.8125, 1, 1.25, 1.75 rem), one of space (.25 to 2 rem), and colours by name.
 * A control is at least 24 pixels high, and 44 where a finger aims at it first.
 */
export const baseStyle = `
* { box-sizing: border-box }
html { font-family: system-ui, sans-serif; -webkit-text-size-adjust: 100%; scroll-padding-top: 5rem }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; margin: 2rem 0 1rem }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .5rem }
h3, h2.small { font-size: 1rem; line-height: 1.5; margin: 0 }
h1, h2, h3, p, td, th, li, dd, .text { overflow-wrap: anywhere }
p { margin: 0 0 .75rem }
a { color: var(--accent); text-underline-offset: .2em; text-decoration-thickness: 1px }
h2 a, h3 a { color: inherit; text-decoration: none }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px }
[tabindex="-1"]:focus { outline: 0 }
.skip { position: absolute; left: -99rem }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem 1rem; z-index: 3 }
.brand { font-weight: 700; margin: 0 }
.row { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center }
.wide { flex: 1 1 16rem }
label { display: flex; flex-direction: column; gap: .25rem; font-size: .8125rem; color: var(--muted) }
input, select, textarea, button { font: inherit; color: inherit }
input:not([type=checkbox], [type=radio]), select, textarea { font-size: 1rem; color: var(--text); background: var(--card); border: 1px solid var(--field); border-radius: 8px; padding: .5rem .75rem; width: 100%; min-width: 0; min-height: 2.75rem }
input[type=search] { padding: .75rem 1rem; border-radius: 12px; box-shadow: var(--shade) }
input[type=radio] { accent-color: var(--accent); width: 1.25rem; height: 1.25rem; margin: 0; flex: none }
button, .button { display: inline-flex; align-items: center; min-height: 2.75rem; padding: .5rem 1rem; background: var(--card); color: var(--accent); border: 1px solid var(--field); border-radius: 8px; cursor: pointer; font-weight: 600; text-decoration: none }
button:hover, .button:hover { border-color: currentcolor; text-decoration: underline }
button:disabled { opacity: .6; cursor: default }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
details { margin: 0 0 .5rem }
summary { cursor: pointer; padding: .5rem 0; color: var(--muted); width: fit-content }
.badge { background: var(--badge); color: var(--text); border-radius: 6px; padding: .125rem .5rem; overflow-wrap: anywhere; min-width: 0; font-size: .8125rem }
.hint { color: var(--muted); font-size: .8125rem; max-width: 44rem }
.empty { padding: 3rem 1rem; text-align: center; color: var(--muted); border: 1px dashed var(--field); border-radius: 12px }
.notice { border: 1px solid var(--accent); border-inline-start-width: 6px; border-radius: 8px; padding: .75rem 1rem; background: var(--card) }
mark { background: var(--mark); color: inherit; border-radius: 2px }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; background: var(--card) }
caption { text-align: start; font-weight: 600; padding: .25rem 0 }
th, td { text-align: start; vertical-align: top; padding: .5rem .75rem .5rem 0; border: 0 solid var(--line); border-bottom-width: 1px; font-weight: 400 }
th { color: var(--muted); width: 40% }
[hidden] { display: none !important }
.code { font-family: ui-monospace, monospace; font-size: .875rem }
`
