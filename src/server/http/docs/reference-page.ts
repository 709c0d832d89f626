import { hash } from 'node:crypto'
import { errorForms } from '../../../core/errors/error-forms.ts'
import { errorCodes } from '../../../core/errors/errors.ts'
import type { JsonSchema } from './json-schema.ts'
import type { OpenApiDocument } from './openapi.ts'
import { escape, fieldList, prose } from './reference-fields.ts'
import { operationSection, verb, type Route } from './reference-operation.ts'
import { referenceStyle } from './reference-style.ts'

/** The policy of the page: a browser loads nothing but the style in it, and sends its form to this server only. */
export const referencePolicy = `default-src 'none'; style-src 'sha256-${hash('sha256', referenceStyle, 'base64')}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`

/** Query of the page's address: words that operations must have, and colours. */
export interface ReferenceQuery {
  readonly words: string
  readonly theme: string
}

const themes = [
  ['auto', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const
const longestWords = 100

interface Entry {
  readonly group: string
  readonly link: string
  readonly section: string
  /** Words by which a reader finds the operation. */
  readonly text: string
}

/**
 * Makes the document a page that is complete in itself: no script, no font and no network. Its parts are made once, so
 * that an answer only joins those that meet the words.
 */
export function createReference(document: OpenApiDocument): (query: ReferenceQuery) => string {
  const base = document.servers[0]?.url.replace(/\/$/, '') ?? ''
  const entries = routesOf(document, base).map(entryOf)
  const end = schemasAndErrors(document)
  return (query) => {
    const words = query.words.trim().slice(0, longestWords)
    const theme = themes.find(([value]) => value === query.theme)?.[0] ?? 'auto'
    const all = `<a href="${escape(base)}/docs${theme === 'auto' ? '' : `?theme=${theme}`}">Show all</a>`
    const asked = words.toLowerCase().split(/\s+/)
    const found = entries.filter(({ text }) => asked.every((word) => text.includes(word)))
    const groups = document.tags
      .map((tag) => ({ ...tag, entries: found.filter(({ group }) => group === tag.name) }))
      .filter((tag) => tag.entries.length > 0)
    const count =
      words === ''
        ? `${entries.length} operations`
        : `${found.length} of ${entries.length} operations ${found.length === 1 ? 'has' : 'have'} “${escape(words)}”.`
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words === '' ? '' : `${escape(words)} · `}HTTP reference · iLAB Memory</title>
<style>${referenceStyle}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="side">
<p class="brand">iLAB Memory</p>
${filterForm(base, words, theme)}
<p class="hint" role="status">${count}${words === '' ? '' : ` ${all}`}</p>
<nav id="operations" aria-label="Operations">
${groups.map(groupLinks).join('\n')}
<p class="group">Reference</p>
<ul><li><a href="#schemas">Schemas</a></li><li><a href="#errors">Errors</a></li><li><a href="${escape(base)}/openapi.json">openapi.json</a></li></ul>
</nav>
</header>
<main id="content" tabindex="-1">
<h1>HTTP reference</h1>
${words === '' ? introduction : ''}
${groups.map(groupSection).join('\n')}
${found.length === 0 ? `<p class="empty">No operation has these words. ${all}</p>` : ''}
${end}
</main>
</body>
</html>
`
  }
}

const introduction = `<p>The commands take the server’s address from <code>SERVER</code> and a credential, an API key or a token, from <code>KEY</code>:</p>
<pre>export SERVER=http://127.0.0.1:7437 KEY=…</pre>
<ul>
<li>Where a credential is bound to no user, name the user in <code>X-User-Id</code>.</li>
<li>Names are in snake_case. Times are in UTC, in ISO 8601 with milliseconds.</li>
<li>An error is a problem document (RFC 9457) with a <code>code</code>: see <a href="#errors">Errors</a>.</li>
</ul>`

function routesOf(document: OpenApiDocument, base: string): Route[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path: base + path, method, operation })),
  )
}

function entryOf(route: Route): Entry {
  const { operationId, summary, description, tags } = route.operation
  return {
    group: tags[0] ?? '',
    link: `<li><a href="#${escape(operationId)}">${verb(route.method)} ${escape(operationId)}</a></li>`,
    section: operationSection(route),
    text: [operationId, route.method, route.path, summary, description, ...tags].join(' ').toLowerCase(),
  }
}

function filterForm(base: string, words: string, theme: string): string {
  const radios = themes.map(
    ([value, name]) =>
      `<label><input type="radio" name="theme" value="${value}"${value === theme ? ' checked' : ''}>${name}</label>`,
  )
  return `<form method="get" action="${escape(base)}/docs" role="search">
<div class="row"><label class="wide">Find operations<input type="search" name="q" value="${escape(words)}" maxlength="${longestWords}" autocomplete="off"></label>
<button class="main">Find</button></div>
<fieldset class="row"><legend>Colours</legend>${radios.join('')}</fieldset>
</form>`
}

interface Group {
  readonly name: string
  readonly description: string
  readonly entries: readonly Entry[]
}

function groupLinks({ name, entries }: Group): string {
  return `<p class="group">${escape(name)}</p><ul>${entries.map(({ link }) => link).join('\n')}</ul>`
}

function groupSection({ name, description, entries }: Group): string {
  return `<h2 id="group-${escape(name)}">${escape(name)}</h2><p>${prose(description)}</p>
${entries.map(({ section }) => section).join('\n')}`
}

function schemasAndErrors({ components }: OpenApiDocument): string {
  return `<section id="schemas"><h2>Schemas</h2>
${Object.entries(components.schemas).map(schemaSection).join('\n')}
</section>
<section id="errors"><h2>Errors</h2>
<table><thead><tr><th scope="col">code</th><th scope="col">status</th><th scope="col">title</th></tr></thead>
<tbody>${errorCodes.map(errorRow).join('\n')}</tbody></table>
<p>Answers with 429 and 503 say in <code>Retry-After</code> how many seconds to wait.</p></section>`
}

function schemaSection([name, schema]: readonly [string, JsonSchema]): string {
  return `<h3 id="schema-${escape(name)}">${escape(name)}</h3>${fieldList(schema)}`
}

function errorRow(code: (typeof errorCodes)[number]): string {
  const { status, title } = errorForms[code]
  return `<tr id="error-${code}"><th scope="row"><code>${code}</code></th><td>${status}</td><td>${escape(title)}</td></tr>`
}
