const policy =
  "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types ilab-memory"

const style = `:root { color-scheme: light dark } * { box-sizing: border-box }
body { font: 1rem/1.5 Georgia, serif; margin: 0; background: light-dark(#fff, #16130f); color: light-dark(#2b2118, #eee6dc) }
body > * { max-width: 58rem; margin: 0 auto; padding: 0 1rem } p { margin: 1rem 0 }
header nav { display: flex; gap: 1.5rem } h1 { font-size: 1.75rem; margin: .5rem 0 1rem }
a { color: inherit }
ilab-memory { --ilab-memory-page: light-dark(#f7f2ea, #1f1a14); --ilab-memory-card: light-dark(#fffdf9, #28221b);
  --ilab-memory-line: light-dark(#e6dccd, #3a3127); --ilab-memory-accent: light-dark(#8a3b12, #f0a878);
  --ilab-memory-on-accent: light-dark(#fff, #2a1204); --ilab-memory-badge: light-dark(#f1e8db, #372e24) }`

/** An application's script that signs its requests by a header. It runs before that of the element. */
const tokenScript = "document.querySelector('ilab-memory').token = () => window.tokenOf()"

/**
 * Answers as an application that has the user's page inside its settings, under a strict policy. Null for other paths.
 *
 * `/settings` shows the element with the attributes in `with`; `/settings/token` gives it a token first; `/settings/two` has
 * two of them.
 */
export function settingsScreen(request: Request): Response | null {
  const { pathname, searchParams } = new URL(request.url)
  const element = `<ilab-memory src="/memory" ${searchParams.get('with') ?? ''}><a href="/memory">Your memory</a></ilab-memory>`
  switch (pathname) {
    case '/app.css':
      return file('text/css', style)
    case '/token.js':
      return file('text/javascript', tokenScript)
    case '/settings':
      return page(element)
    case '/settings/token':
      return page(element, '<script type="module" src="/token.js"></script>')
    case '/settings/two':
      return page(
        `${element.replace('src', 'label="First" src')}${element.replace('src', 'label="Second" src')}`,
      )
    default:
      return null
  }
}

function file(type: string, text: string): Response {
  return new Response(text, { headers: { 'content-type': type } })
}

function page(content: string, scripts = ''): Response {
  const text = `<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Settings</title>
        <link rel="stylesheet" href="/app.css" />
        ${scripts}
        <script type="module" src="/memory/element.js"></script>
      </head>
      <body>
        <header><p>Notebook</p></header>
        <main><h1>Settings</h1>${content}</main>
        <footer><p>Help and terms</p></footer>
      </body>
    </html>`
  return new Response(text, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
  })
}
