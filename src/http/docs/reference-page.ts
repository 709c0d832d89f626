import { hash } from 'node:crypto'
import { errorCodes } from '../../core/errors/errors.ts'
import type { OpenApiDocument, OperationObject } from './openapi.ts'
import type { ParameterObject } from './parameters.ts'
import { curlOf } from './curl.ts'
import { errorForms } from '../../core/errors/error-forms.ts'
import { referenceStyle } from './reference-style.ts'
import type { JsonSchema } from './json-schema.ts'

/** The policy of the page: a browser loads nothing but the style in it. */
export const referencePolicy = `default-src 'none'; style-src 'sha256-${hash('sha256', referenceStyle, 'base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** The document as a page that is complete in itself: no script, no font and no network. */
export function renderReference(document: OpenApiDocument): string {
  const found = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const groups = document.tags.map((tag) => ({
    ...tag,
    routes: found.filter(({ operation }) => operation.tags.includes(tag.name)),
  }))
  const base = document.servers[0]?.url.replace(/\/$/, '') ?? ''
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>iLAB Memory: HTTP reference</title>
<style>${referenceStyle}</style>
<nav>
<strong>iLAB Memory</strong>
${groups.map(({ name, routes }) => `<h2>${escape(name)}</h2>${routes.map(link).join('')}`).join('\n')}
<h2>Reference</h2><a href="#schemas">Schemas</a><a href="#errors">Errors</a><a href="${escape(base)}/openapi.json">openapi.json</a>
</nav>
<main>
<h1>HTTP reference</h1>
<p>Send a credential as <code>Authorization: Bearer …</code>. The commands take the server’s address from <code>SERVER</code> and the credential from <code>KEY</code>. Where it is bound to no user, name one in <code>X-User-Id</code>.
Names are in snake_case, times are UTC in ISO 8601 with milliseconds, and errors are problem documents (RFC 9457) with a <code>code</code>.</p>
${groups.map(({ routes }) => routes.map((route) => section(route, base)).join('\n')).join('\n')}
<section id="schemas"><h2>Schemas</h2>
${Object.entries(document.components.schemas).map(schemaTable).join('\n')}
</section>
<section id="errors"><h2>Errors</h2>
<table><tr><th>code<th>status<th>title</tr>
${errorCodes.map((code) => `<tr id="error-${code}"><td><code>${code}</code><td>${errorForms[code].status}<td>${escape(errorForms[code].title)}</tr>`).join('\n')}
</table></section>
</main>
</html>
`
}

interface Found {
  readonly path: string
  readonly method: string
  readonly operation: OperationObject
}

function link({ operation }: Found): string {
  return `<a href="#${escape(operation.operationId)}">${escape(operation.operationId)}</a>`
}

function section({ path, method, operation }: Found, base: string): string {
  const { operationId, summary, description, parameters, requestBody, responses } = operation
  return `<section id="${escape(operationId)}">
<h2>${escape(operationId)}</h2>
<p><code><span class="verb ${method}">${method.toUpperCase()}</span> ${escape(base + path)}</code></p>
<p>${prose(summary)}<br>${prose(description)}</p>
${block(curlOf(method, base + path, operation))}
${parameters.length === 0 ? '' : parameterTable(parameters)}
${Object.entries(requestBody?.content ?? {})
  .map(
    ([type, { schema, example }]) => `<h3>Body: ${escape(type)}</h3>${properties(schema)}${block(example)}`,
  )
  .join('\n')}
<h3>Answers</h3>
${Object.entries(responses)
  .map(([status, response]) => answerLine(status, response))
  .join('\n')}
</section>`
}

function parameterTable(parameters: readonly ParameterObject[]): string {
  const rows = parameters.map(
    ({ name, in: place, required, schema, description = '' }) =>
      `<tr><td><code>${escape(name)}</code><td>${place}${required ? ', required' : ''}<td>${escape(typeAndLimits(schema))}<td>${prose(description)}</tr>`,
  )
  return `<h3>Parameters</h3><table><tr><th>name<th>in<th>type and limits<th>meaning</tr>${rows.join('\n')}</table>`
}

function answerLine(status: string, response: OperationObject['responses'][string]): string {
  if ('$ref' in response) return `<p><code>${status}</code> ${escape(lastPart(response.$ref))}</p>`
  const bodies = Object.entries(response.content ?? {}).map(
    ([type, { schema, example }]) => `${escape(type)}: ${escape(typeOf(schema))}${block(example)}`,
  )
  return `<p><code>${status}</code> ${prose(response.description)} ${bodies.length === 0 ? '' : bodies.join('')}`
}

function schemaTable([name, schema]: readonly [string, JsonSchema]): string {
  return `<h3 id="schema-${escape(name)}">${escape(name)}</h3>${properties(schema)}`
}

function properties(schema: JsonSchema): string {
  const fields = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
  const required = (schema['required'] ?? []) as readonly string[]
  if (fields.length === 0) return ''
  const rows = fields.map(
    ([name, field]) =>
      `<tr><td><code>${escape(name)}</code><td>${escape(typeAndLimits(field))}${required.includes(name) ? '' : ', optional'}<td>${prose(descriptionOf(field))}</tr>`,
  )
  return `<table><tr><th>field<th>type and limits<th>meaning</tr>${rows.join('\n')}</table>`
}

function descriptionOf({ description }: JsonSchema): string {
  return typeof description === 'string' ? description : ''
}

/** A schema with its lengths, bounds and default. */
function typeAndLimits(schema: JsonSchema): string {
  const choices = (schema['anyOf'] ?? []) as readonly JsonSchema[]
  const bounds = [schema, ...choices.slice(0, 1)].flatMap((each) =>
    bounding.flatMap(([keyword, words]) =>
      each[keyword] === undefined ? [] : [`${words} ${JSON.stringify(each[keyword])}`],
    ),
  )
  return [typeOf(schema), ...bounds].join(', ')
}

const bounding = [
  ['minLength', 'characters from'],
  ['maxLength', 'characters up to'],
  ['minItems', 'items from'],
  ['minimum', 'from'],
  ['maximum', 'up to'],
  ['default', 'default'],
] as const

/** A schema in a few words. */
function typeOf(schema: JsonSchema): string {
  const { $ref, type, items, anyOf, format } = schema
  const choices = schema['enum']
  if (typeof $ref === 'string') return lastPart($ref)
  if (Array.isArray(anyOf)) return (anyOf as JsonSchema[]).map(typeOf).join(' or ')
  if (Array.isArray(choices)) return choices.map(String).join(' | ')
  if (type === 'array') return isSchema(items) ? `list of ${typeOf(items)}` : 'list'
  if (Array.isArray(type)) return type.join(' or ')
  return typeof format === 'string' ? `${String(type)} (${format})` : typeof type === 'string' ? type : 'any'
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null
}

function block(example: unknown): string {
  if (example === undefined) return ''
  return `<pre>${escape(typeof example === 'string' ? example : JSON.stringify(example, null, 2))}</pre>`
}

function lastPart(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1)
}

/** Text with `code` between backquotes. */
function prose(text: string): string {
  return escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
