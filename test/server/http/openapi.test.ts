import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import type * as z from 'zod/mini'
import { errorCodes } from '../../../src/core/errors/errors.ts'
import { examples } from '../../../src/server/http/docs/examples.ts'
import { openApiDocument, type OperationObject } from '../../../src/server/http/docs/openapi.ts'
import { errorForms } from '../../../src/core/errors/error-forms.ts'
import { routes } from '../../../src/wire/routes.ts'
import { operations } from '../../../src/wire/operations.ts'
import { wire } from '../../../src/wire/wire-names.ts'
import { resolveLimits } from '../../../src/server/http/limits/limits.ts'
import { resolveConfig } from '../../../src/memory/config/config.ts'
import { startServer } from './fixture.ts'

const { send } = await startServer()
const document = openApiDocument('')
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)
const byId = new Map(described.map((found) => [found.operation.operationId, found]))

describe('the OpenAPI document', () => {
  test('is valid by the official schema of OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document) as never)
    expect(result).toEqual({ valid: true })
    expect(document.openapi).toBe('3.1.0')
  })

  test('is what the server serves', async () => {
    const { headers, json } = await send('GET', '/openapi.json')
    expect(headers.get('content-type')).toBe('application/json')
    expect(json()).toEqual(JSON.parse(JSON.stringify(document)))
  })

  test('has every operation at its route under its name, and nothing else but me', () => {
    const byTopic = operations.filter(({ name }) => routes[name].topicPath !== undefined)
    expect([...byId.keys()].toSorted()).toEqual(
      [
        ...operations.map(({ name }) => name),
        ...byTopic.map(({ name }) => `${name}_by_topic`),
        'me',
      ].toSorted(),
    )
    for (const { name } of operations) {
      const { method, path, topicPath } = routes[name]
      expect([name, byId.get(name)?.method, byId.get(name)?.path]).toEqual([name, method.toLowerCase(), path])
      expect(byId.get(`${name}_by_topic`)?.path).toBe(topicPath)
    }
    expect(Object.keys(routes).toSorted()).toEqual(operations.map(({ name }) => name).toSorted())
    const places = Object.values(routes).map(({ method, path }) => `${method} ${path}`)
    expect(new Set(places).size).toBe(operations.length)
  })

  test('describes every field and parameter, with the lengths, bounds and defaults of each input', () => {
    const undescribed: string[] = []
    const walk = (value: unknown, place: string): void => {
      if (typeof value !== 'object' || value === null) return
      const { properties, parameters } = value as Record<string, Record<string, { description?: string }>>
      for (const [name, field] of Object.entries({ ...properties, ...parameters }))
        if ((field.description ?? '') === '') undescribed.push(`${place}.${name}`)
      for (const [name, inner] of Object.entries(value)) walk(inner, `${place}/${name}`)
    }
    walk(document, '')
    expect(undescribed).toEqual([])
    const draft = byId.get('mem_save')!.operation.requestBody!.content['application/json']!.schema
    expect(draft['properties']).toMatchObject({
      type: {
        anyOf: [
          { enum: ['profile', 'preference', 'decision', 'discovery', 'pattern', 'item'] },
          { type: 'string' },
        ],
      },
      title: { minLength: 1, maxLength: 1_000 },
      content: { maxLength: 200_000 },
      topic_key: { maxLength: 1_024 },
    })
    const search = byId.get('mem_search')!.operation.requestBody!.content['application/json']!.schema
    expect(search['properties']).toMatchObject({ limit: { default: 10, maximum: 100, minimum: 1 } })
    const bounds = (name: string): unknown =>
      Object.fromEntries(byId.get(name)!.operation.parameters.map((one) => [one.name, one.schema]))
    expect(bounds('mem_list')).toMatchObject({ limit: { default: 50, maximum: 100 } })
    expect(bounds('mem_timeline')).toMatchObject({
      before: { default: 5, maximum: 100 },
      after: { default: 5 },
    })
  })

  test('has the lengths, bounds and defaults that a server has', async () => {
    const { limits } = resolveConfig()
    const draft = byId.get('mem_save')!.operation.requestBody!.content['application/json']!.schema
    expect(draft['properties']).toMatchObject({
      title: { maxLength: limits.titleLength },
      content: { maxLength: limits.contentLength },
      topic_key: { maxLength: limits.topicKeyBytes },
    })
    const search = byId.get('mem_search')!.operation.requestBody!.content['application/json']!.schema
    expect(search['properties']).toMatchObject({
      query: { maxLength: limits.queryLength },
      limit: { maximum: resolveLimits().results },
    })
  })

  test('resolves every reference, and declares every parameter of a path once', () => {
    const text = JSON.stringify(document)
    for (const [, reference = ''] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
      const found = reference
        .replace('#/', '')
        .split('/')
        .reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], document)
      expect([reference, typeof found]).toEqual([reference, 'object'])
    }
    for (const { path, operation } of described) {
      const inPath = operation.parameters.filter(({ in: place }) => place === 'path').map(({ name }) => name)
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
      const named = operation.parameters.map(({ name, in: place }) => `${place} ${name}`)
      expect(new Set(named).size).toBe(named.length)
    }
  })

  test('names every field of every input once: in the path, the query or the body', () => {
    for (const operation of operations) {
      const {
        operation: { parameters, requestBody },
      } = byId.get(operation.name)!
      const fields = Object.keys((operation.input as z.ZodMiniObject).shape)
      const body = requestBody?.content['application/json']?.schema['properties'] ?? {}
      const carried = [
        ...parameters.filter(({ in: place }) => place !== 'header').map(({ name }) => name),
        ...Object.keys(body),
      ]
      const { input, topicPath } = routes[operation.name]
      const elsewhere = [
        ...(input === 'lines' ? ['lines'] : []),
        ...(topicPath === undefined ? [] : ['topic_key']),
      ]
      expect([...carried, ...elsewhere].toSorted()).toEqual(
        fields.map((name) => name.replaceAll(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`)).toSorted(),
      )
    }
  })

  test('has an example of each input and output that its own schema takes', () => {
    for (const operation of operations) {
      const { input, output } = examples[operation.name]
      expect([operation.name, wire(operation.input).schema.safeParse(input).success]).toEqual([
        operation.name,
        true,
      ])
      const { about, output: form } = routes[operation.name]
      const whole =
        form === 'lines'
          ? { lines: output }
          : about === undefined
            ? output
            : { [about]: about === 'forgotten' ? true : output }
      expect([operation.name, wire(operation.output).schema.safeParse(whole).error]).toEqual([
        operation.name,
        undefined,
      ])
    }
  })

  test('has examples that the server takes, and answers like the examples', async () => {
    const user = { 'x-user-id': 'ada' }
    const shapeOf = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.slice(0, 1).map(shapeOf)
        : typeof value === 'object' && value !== null
          ? Object.keys(value).toSorted()
          : typeof value
    for (const name of [
      'mem_session_start',
      'mem_save',
      'mem_get_observation',
      'mem_list',
      'mem_timeline',
      'mem_search',
      'mem_stats',
      'mem_session_summary',
      'mem_session_end',
    ] as const) {
      const { method, path, input } = routes[name]
      const { observation_id: id, ...fields } = examples[name].input
      const target = path.replace('{observation_id}', String(id))
      const query = new URLSearchParams(
        Object.entries(fields).map(([key, value]): [string, string] => [key, String(value)]),
      )
      const answer =
        input === 'json'
          ? await send(method, target, { headers: user, json: fields })
          : await send(method, `${target}?${query.toString()}`, { headers: user })
      expect([name, answer.status < 300]).toEqual([name, true])
      expect([name, shapeOf(answer.json())]).toEqual([name, shapeOf(examples[name].output)])
    }
  })

  test('describes every status that a code has', () => {
    const statuses = new Set(
      Object.values(document.components.responses).map(
        (_, i) => Object.keys(document.components.responses)[i],
      ),
    )
    expect(statuses.size).toBeGreaterThan(0)
    const described404: OperationObject = byId.get('mem_session_end')!.operation
    expect(Object.keys(described404.responses)).toContain('404')
    const all = new Set(described.flatMap(({ operation }) => Object.keys(operation.responses)))
    for (const code of errorCodes) expect(all).toContain(String(errorForms[code].status))
  })
})

describe('the reference page', () => {
  test('stands alone: no script, nothing from elsewhere, and a policy that would forbid both', async () => {
    const { status, headers, text } = await send('GET', '/docs')
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
    )
    const withoutExample = text.replace('SERVER=http://127.0.0.1:7437', '')
    expect(withoutExample).not.toMatch(/<script|<link|<img|<iframe|\bon\w+=|https?:\/\/|@import|url\(/i)
    expect(text.match(/<pre>curl /g)).toHaveLength(described.length)
    expect(text).toContain('1 to 1,000 characters')
    expect(text).toContain('default 50')
  })

  test('shows every operation, schema and error, and its links lead somewhere', async () => {
    const { text } = await send('GET', '/docs')
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    for (const { operation, path } of described) {
      expect(ids).toContain(operation.operationId)
      expect(text).toContain(path)
    }
    for (const code of errorCodes) expect(ids).toContain(`error-${code}`)
    for (const name of Object.keys(document.components.schemas)) expect(ids).toContain(`schema-${name}`)
    for (const [, anchor] of text.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(anchor)
    const { createHash } = await import('node:crypto')
    const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? ''
    const policy = (await send('GET', '/docs')).headers.get('content-security-policy')
    expect(policy).toContain(createHash('sha256').update(style).digest('base64'))
  })

  test('shows the operations that have all words of a search, escapes them, and keeps the colours', async () => {
    const found = async (query: string): Promise<(string | undefined)[]> =>
      [
        ...(await send('GET', `/docs?${query}`)).text.matchAll(/<section class="operation" id="([^"]+)"/g),
      ].map(([, id]) => id)
    expect(await found('q=Session+PATCH')).toEqual(['mem_session_update'])
    expect(await found('q=zebra')).toEqual([])
    expect(await found('q=')).toHaveLength(described.length)
    const { text } = await send('GET', '/docs?q=%22%3E%3Cscript%3E&theme=dark')
    expect(text).not.toMatch(/<script/)
    expect(text).toContain('value="&quot;>&lt;script>"')
    expect(text).toContain('value="dark" checked')
    expect(text).toContain('href="/docs?theme=dark"')
    expect((await send('GET', '/docs?theme=pink')).text).toContain('value="auto" checked')
  })

  test('leads from each error of an operation to its code', async () => {
    const { text } = await send('GET', '/docs?q=mem_save_many')
    for (const code of ['quota_exceeded', 'conflict', 'paused', 'storage_full'])
      expect(text).toContain(`<a href="#error-${code}">`)
    expect(text).toMatch(/<code>413<\/code> <span><a href="#error-invalid_input">/)
  })
})
