/** Served as a file, so that pages hold no styles and the policy allows none. */
export const style = `
:root { color-scheme: light dark; --accent: light-dark(#2450b8, #9db8ff); --line: light-dark(#d8dbe2, #3b3f4a); }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1, h2 { line-height: 1.2; } h2 { margin: 0 0 .5rem; font-size: 1.1rem; }
form { margin: 1.5rem 0; padding: 1rem; border: 1px solid var(--line); border-radius: .6rem; }
label { display: block; margin: .6rem 0; font-size: .9rem; }
input, textarea, select { display: block; width: 100%; margin-top: .2rem; padding: .5rem; font: inherit;
  border: 1px solid var(--line); border-radius: .4rem; background: transparent; color: inherit; }
button { padding: .5rem 1rem; font: inherit; cursor: pointer; border: 1px solid var(--accent); border-radius: .4rem;
  background: var(--accent); color: Canvas; }
button.quiet { background: transparent; color: var(--accent); } button.danger { background: #b3261e; border-color: #b3261e; color: #fff; }
small, .hint { opacity: .75; font-size: .85rem; } a { color: var(--accent); }
ilab-memory { display: block; margin: 1.5rem 0; --ilab-memory-radius: .6rem; --ilab-memory-accent: var(--accent); }
.badge { padding: .15rem .6rem; border-radius: 1rem; background: var(--accent); color: Canvas; font-size: .8rem; vertical-align: middle; }
.notice { padding: .6rem 1rem; border-left: 4px solid var(--accent); }
`
