import fc from 'fast-check'
import type { OpenApiDocument, OperationObject } from '../../../src/server/http/docs/openapi.ts'
import type { JsonSchema } from '../../../src/server/http/docs/json-schema.ts'

/** Mark in every hostile text: no error may repeat it. */
export const canary = 'ZQXCANARY'

/** Id of a session that may be there. */
export const knownSession = '5f0c4d4e-6c57-4f7c-9d0f-4a3f1d0c9a11'

/** A request in parts, which say in a report what was sent. */
export interface FuzzedRequest {
  readonly operationId: string
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | null
}

const hostileTexts = fc.constantFrom(
  canary,
  `${canary}\0`,
  `${canary}\ud800`,
  `${canary}' or 1=1; drop table observation; --`,
  `${canary}" OR NEAR(a b) * ^ : content:x`,
  `<private>${canary}</private>`,
  `<pri<private></private>vate>${canary}`,
  `../../${canary}`,
  `${canary}\r\nX-Injected: 1`,
  `{{${canary}}} \${${canary}} <script>${canary}</script>`,
  `${canary}${'é'.repeat(900)}`,
  `bob ${canary}`,
)
const text = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('apple', 'decision', 'profile', 'bob', '2026-11-23', 'ui/theme', 'eyJ'),
  },
  { weight: 4, arbitrary: hostileTexts },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map((random) => canary + random) },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '\t') },
)
const number = fc.oneof(
  fc.integer({ min: 1, max: 12 }),
  fc.constantFrom(0, -1, 1.5, 1e21, 2 ** 31, 2 ** 53, 100, 101, -0),
)
const anything = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 3 }),
  text.map((value) => ({ [canary]: value })),
  fc
    .integer({ min: 1, max: 40 })
    .map((depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown),
)

/** Requests to the operations of a document: as it takes them, nearly so, and hostile ones. Default: to every one. */
export function arbitraryRequest(
  document: OpenApiDocument,
  authorization: string,
  isWanted: (operationId: string) => boolean = () => true,
): fc.Arbitrary<FuzzedRequest> {
  const found = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { operationId }]) => isWanted(operationId))
      .map(([method]) => requestTo(path, method.toUpperCase(), methods, authorization)),
  )
  return fc.oneof(...found)
}

function requestTo(
  path: string,
  method: string,
  methods: Readonly<Record<string, OperationObject>>,
  authorization: string,
): fc.Arbitrary<FuzzedRequest> {
  const operation = methods[method.toLowerCase()]!
  const query = operation.parameters.filter((parameter) => parameter.in === 'query')
  return fc
    .record({
      id: fc.oneof({ weight: 5, arbitrary: number.map(String) }, { weight: 1, arbitrary: text.map(encoded) }),
      session: fc.oneof(
        { weight: 5, arbitrary: fc.constant(knownSession) },
        { weight: 1, arbitrary: text.map(encoded) },
      ),
      fields: fc.array(
        fc.tuple(
          fc.constantFrom(...query.map(({ name }) => name), 'user_id', canary),
          fc.oneof(text, number.map(String)),
        ),
        { maxLength: 3 },
      ),
      isPlain: fc.nat(3),
      needed: fc.tuple(
        ...query.filter(({ required }) => required).map(({ name }) => fc.tuple(fc.constant(name), text)),
      ),
      givesNeeded: fc.nat(3),
      body: bodyFor(operation),
      headers: headers(authorization),
      method: fc.oneof(
        { weight: 30, arbitrary: fc.constant(method) },
        { weight: 1, arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS') },
      ),
      tail: fc.oneof(
        { weight: 40, arbitrary: fc.constant('') },
        { weight: 1, arbitrary: fc.constantFrom('/', `/${canary}`, '%00', '//') },
      ),
    })
    .map((parts) => {
      const pairs =
        parts.isPlain === 0 || query.length > 0
          ? [...(parts.givesNeeded === 0 ? [] : parts.needed), ...parts.fields].map(
              ([name, value]) => `${encoded(name)}=${encoded(value)}`,
            )
          : []
      const target =
        path.replace('{observation_id}', parts.id).replace('{session_id}', parts.session) + parts.tail
      return {
        // Another method may be another operation at the same path.
        operationId: (methods[parts.method.toLowerCase()] ?? operation).operationId,
        method: parts.method,
        path: pairs.length === 0 ? target : `${target}?${pairs.join('&')}`,
        headers: { ...parts.body.headers, ...parts.headers },
        body: parts.method === 'GET' ? null : parts.body.bytes,
      }
    })
}

interface Body {
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array | null
}

function bodyFor({ requestBody }: OperationObject): fc.Arbitrary<Body> {
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? ['application/json', undefined]
  const valid = content?.example ?? {}
  const whole =
    typeof valid === 'string' ? lines(valid) : fields(content?.schema ?? {}, valid as Record<string, unknown>)
  const bytes = fc.oneof(
    { weight: 20, arbitrary: whole.map((value) => Buffer.from(value)) },
    {
      weight: 2,
      arbitrary: fc.tuple(whole, fc.nat(60)).map(([value, end]) => Buffer.from(value.slice(0, end))),
    },
    {
      weight: 1,
      arbitrary: fc
        .uint8Array({ maxLength: 60 })
        .map((random) => Buffer.concat([Buffer.from(canary), random])),
    },
    { weight: 1, arbitrary: fc.constant(Buffer.from(`"${canary}${'x'.repeat(9_000)}"`)) },
  )
  const contentType = fc.oneof(
    { weight: 20, arbitrary: fc.constant(type) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'text/plain',
        `application/${canary}`,
        'multipart/form-data',
        'application/jsonl',
        'application/json',
      ),
    },
  )
  return fc
    .record({ bytes, contentType })
    .map((parts) => ({ bytes: parts.bytes, headers: { 'content-type': parts.contentType } }))
}

/** The example with some fields taken away, put in another's place or added. */
function fields(schema: JsonSchema, example: Record<string, unknown>): fc.Arbitrary<string> {
  const names = Object.keys(schema['properties'] ?? {})
  const change = fc.tuple(
    fc.constantFrom(...names, 'user_id', '__proto__', 'constructor', canary),
    fc.option(anything, { nil: undefined }),
  )
  const plausible =
    names.length === 0
      ? change
      : fc.tuple(fc.constantFrom(...names), fc.oneof(text, number, fc.array(text, { maxLength: 3 })))
  return fc.array(fc.oneof(plausible, change), { maxLength: 2 }).map((changes) => {
    const merged = new Map<string, unknown>([...Object.entries(example), ...changes])
    return JSON.stringify(Object.fromEntries(merged))
  })
}

function lines(example: string): fc.Arbitrary<string> {
  const given = example.trim().split('\n')
  const line = fc.oneof(
    fc.constantFrom(...given),
    fc
      .tuple(
        fc.constantFrom(...given),
        fc.constantFrom('id', 'kind', 'title', 'content', 'session_id', 'created_at', canary),
        anything,
      )
      .map(([base, name, value]) => JSON.stringify({ ...(JSON.parse(base) as object), [name]: value })),
    text,
  )
  return fc.array(line, { maxLength: 4 }).map((all) => all.join('\n'))
}

function headers(authorization: string): fc.Arbitrary<Record<string, string>> {
  const printable = fc.oneof(
    fc.constantFrom('bob', 'alice', '*', 'bob, alice'),
    fc
      .string({ unit: fc.constantFrom(...'ab:%_*."\\,;= /{}'.split('')), maxLength: 12 })
      .map((tail) => canary + tail.trim()),
  )
  const name = fc.constantFrom(
    'x-user-id',
    'x-expect-user-id',
    'idempotency-key',
    'if-none-match',
    'x-request-id',
    'x-forwarded-for',
    'origin',
    'accept',
    'cookie',
    'traceparent',
    canary.toLowerCase(),
  )
  const extra = fc
    .array(fc.tuple(name, printable), { maxLength: 2 })
    .map((pairs) => Object.fromEntries(pairs) as Record<string, string>)
  const credential = fc.oneof(
    { weight: 30, arbitrary: fc.constant(authorization) },
    { weight: 1, arbitrary: fc.constantFrom(`Bearer ${canary}`, `Bearer ilm_${canary}`, '') },
  )
  return fc.tuple(extra, credential).map(([more, value]) => ({ ...more, authorization: value }))
}

function encoded(value: string): string {
  try {
    return encodeURIComponent(value)
  } catch {
    // An unpaired surrogate: as bytes that are no UTF-8.
    return `%ed%a0%80${canary}`
  }
}
