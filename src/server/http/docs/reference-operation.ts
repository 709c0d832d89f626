import { errorForms } from '../../../core/errors/error-forms.ts'
import { errorCodes } from '../../../core/errors/errors.ts'
import { problems } from './answers.ts'
import { curlOf } from './curl.ts'
import type { JsonSchema } from './json-schema.ts'
import type { OperationObject } from './openapi.ts'
import { block, escape, fieldList, nameIn, parameterList, prose, typeOf } from './reference-fields.ts'

/** An operation of the document with its place. */
export interface Route {
  /** Path with the prefix under which the server is mounted. */
  readonly path: string
  readonly method: string
  readonly operation: OperationObject
}

/** Makes the HTML of one operation: its input beside examples of a request and its answers. */
export function operationSection({ path, method, operation }: Route): string {
  const { operationId, summary, description, parameters, requestBody, responses } = operation
  const bodies = Object.entries(requestBody?.content ?? {})
  const found = Object.entries(responses)
  return `<section class="operation" id="${escape(operationId)}">
<header><a class="up" href="#operations">All operations</a>
<h3>${escape(operationId)}</h3>
<p class="route">${verb(method)} <code>${escape(path)}</code></p>
<p>${prose(summary)}</p><p class="hint">${prose(description)}</p></header>
<div>
${parameters.length === 0 ? '' : `<h4>Parameters</h4>${parameterList(parameters)}`}
${bodies.map(([type, { schema }]) => `<h4>Body: ${escape(type)}</h4>${fieldList(schema) || `<p>${typeOf(schema)}</p>`}`).join('\n')}
<h4>Answers</h4>
<dl>${found.flatMap(([status, answer]) => ('$ref' in answer ? [] : [success(status, answer)])).join('\n')}</dl>
<h4>Errors</h4>
<dl>${found.flatMap(([status, answer]) => ('$ref' in answer ? [failure(status, nameIn(answer.$ref))] : [])).join('\n')}</dl>
</div>
<div class="examples">
<h4>Request</h4>
${block(curlOf(method, path, operation))}
${bodies.map(([, { example }]) => exampleOf('Body', example)).join('\n')}
${found.flatMap(([status, answer]) => ('$ref' in answer ? [] : answerExamples(status, answer.content))).join('\n')}
</div>
</section>`
}

/** Makes the HTML of a method. */
export function verb(method: string): string {
  return `<span class="verb ${escape(method)}">${escape(method.toUpperCase())}</span>`
}

type Answer = Exclude<OperationObject['responses'][string], { readonly $ref: string }>

function success(status: string, { description, headers, content }: Answer): string {
  const types = Object.entries(content ?? {}).map(
    ([type, { schema }]) => `${escape(type)}: ${typeOf(schema)}`,
  )
  const fields = Object.values(content ?? {}).map(({ schema }) => answerFields(schema))
  const names = Object.keys(headers ?? {}).map((name) => `<code>${escape(name)}</code>`)
  return `<div><dt><code>${escape(status)}</code> <span>${types.join(', ') || 'no body'}</span></dt>
<dd>${prose(description)}${names.length === 0 ? '' : ` Headers: ${names.join(', ')}.`}${fields.join('')}</dd></div>`
}

function answerFields(schema: JsonSchema): string {
  const list = fieldList(schema)
  return list === '' ? '' : `<details><summary>Fields of the answer</summary>${list}</details>`
}

/** A problem with the codes that its status can have. */
function failure(status: string, name: string): string {
  const found = errorCodes.filter((code) => errorForms[code].status === Number(status))
  // A body that is too large or of another type is input that the operation does not take.
  const codes = found.length > 0 ? found : (['invalid_input'] as const)
  const links = codes.map((code) => `<a href="#error-${code}"><code>${code}</code></a>`)
  return `<div><dt><code>${escape(status)}</code> <span>${links.join(' or ')}</span></dt><dd>${prose(problems[name]?.[1] ?? name)}.</dd></div>`
}

function answerExamples(status: string, content: Answer['content']): string[] {
  return Object.values(content ?? {}).map(({ example }) => exampleOf(`Answer ${status}`, example))
}

function exampleOf(title: string, example: unknown): string {
  return example === undefined ? '' : `<h4>${escape(title)}</h4>${block(example)}`
}
