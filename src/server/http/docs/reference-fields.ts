import type { JsonSchema } from './json-schema.ts'
import type { ParameterObject } from './parameters.ts'

/** Escapes text for HTML. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

/** Makes HTML of text with `code` between backquotes. */
export function prose(text: string): string {
  return escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

/** Makes the HTML of an example; nothing where there is none. */
export function block(example: unknown): string {
  if (example === undefined) return ''
  return `<pre>${escape(typeof example === 'string' ? example : JSON.stringify(example, null, 2))}</pre>`
}

/** Finds the name in a reference. */
export function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1)
}

/** Lists parameters in HTML, with place, type, limits and default. */
export function parameterList(parameters: readonly ParameterObject[]): string {
  return listOf(
    parameters.map(({ name, in: place, required, schema, description = '' }) =>
      entry(name, [place, ...(required ? ['required'] : [])], schema, description),
    ),
  )
}

/** Lists the fields of an object in HTML; nothing for another schema. */
export function fieldList(schema: JsonSchema): string {
  const fields = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
  const required = (schema['required'] ?? []) as readonly string[]
  return listOf(
    fields.map(([name, field]) =>
      entry(name, required.includes(name) ? [] : ['optional'], field, descriptionOf(field)),
    ),
  )
}

function listOf(entries: readonly string[]): string {
  return entries.length === 0 ? '' : `<dl>${entries.join('\n')}</dl>`
}

function entry(name: string, notes: readonly string[], schema: JsonSchema, description: string): string {
  const facts = [typeOf(schema), ...boundsOf(schema).map(escape), ...notes]
  const meaning = description === '' ? '' : `<dd>${prose(description)}</dd>`
  return `<div><dt><code>${escape(name)}</code> <span>${facts.join(', ')}</span></dt>${meaning}</div>`
}

function descriptionOf({ description }: JsonSchema): string {
  return typeof description === 'string' ? description : ''
}

/** Lengths, bounds and default of a schema, in words. */
function boundsOf(schema: JsonSchema): string[] {
  const choices = (schema['anyOf'] ?? []) as readonly JsonSchema[]
  return [schema, ...choices.slice(0, 1)].flatMap((each) => [
    ...range(each['minLength'], each['maxLength'], 'character'),
    ...range(each['minItems'], each['maxItems'], 'item'),
    ...range(each['minimum'], each['maximum'], ''),
    ...(each['default'] === undefined ? [] : [`default ${JSON.stringify(each['default'])}`]),
  ])
}

function range(least: unknown, most: unknown, unit: string): string[] {
  const from = typeof least === 'number' ? numbers.format(least) : null
  const to = typeof most === 'number' ? numbers.format(most) : null
  const units = unit === '' ? '' : ` ${unit}${(to ?? from) === '1' ? '' : 's'}`
  if (to === null) return from === null ? [] : [`at least ${from}${units}`]
  return [from === null ? `at most ${to}${units}` : `${from} to ${to}${units}`]
}

const numbers = new Intl.NumberFormat('en')

/** Tells a schema in a few words of HTML; the name of a shared schema leads to it. */
export function typeOf(schema: JsonSchema): string {
  const { $ref, type, items, anyOf, format } = schema
  const choices = schema['enum']
  if (typeof $ref === 'string') return linkTo(nameIn($ref))
  if (Array.isArray(anyOf)) return [...new Set((anyOf as JsonSchema[]).map(typeOf))].join(' or ')
  if (Array.isArray(choices)) return escape(choices.map(String).join(' | '))
  if (type === 'array') return isSchema(items) ? `list of ${typeOf(items)}` : 'list'
  if (Array.isArray(type)) return escape(type.join(' or '))
  if (typeof type !== 'string') return 'any'
  return escape(typeof format === 'string' ? `${type} (${format})` : type)
}

function linkTo(name: string): string {
  return `<a href="#schema-${escape(name)}">${escape(name)}</a>`
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null
}
