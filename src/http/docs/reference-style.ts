/** The reference page's whole style; its digest is in the page's Content-Security-Policy. */
export const referenceStyle = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #2563eb; --get: #15803d; --post: #1d4ed8; --delete: #b91c1c }
@media (prefers-color-scheme: dark) { :root { --accent: #93c5fd; --get: #86efac; --post: #93c5fd; --delete: #fca5a5 } }
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 16rem minmax(0, 1fr) }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); font-size: .875rem }
nav h2 { font-size: .75rem; text-transform: uppercase; letter-spacing: .06em; margin: 1.25rem 0 .25rem; opacity: .7 }
nav a { display: block; padding: .1rem 0; color: inherit; text-decoration: none }
nav a:hover, nav a:focus { color: var(--accent); text-decoration: underline }
main { padding: 1.5rem 2.5rem 6rem; max-width: 62rem }
section { border-top: 1px solid var(--line); padding-top: 1rem; margin-top: 2.5rem }
h1 { margin-top: 0 }
h3 { margin-bottom: .25rem }
code, pre { font: .875em/1.5 ui-monospace, monospace }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .9rem }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line) }
.verb { font-weight: 700 } .get { color: var(--get) } .post { color: var(--post) } .delete { color: var(--delete) }
@media (max-width: 50rem) { body { display: block } nav { position: static; height: auto; border: 0 } main { padding: 1rem } }
`
