import { invalidInput } from '../../../core/errors/errors.ts'
import { requireSmallJson } from '../../../core/input/input.ts'
import { deepestItem } from '../../../core/input/json-value.ts'
import type { Route } from '../../../wire/routes.ts'
import type { ResolvedLimits } from '../limits/limits.ts'
import { RequestError } from '../answers/problem.ts'

const lineTypes = new Set(['application/jsonl', 'application/x-ndjson', 'application/x-jsonlines'])
const jsonTypes = new Set(['application/json'])

// Fatal: what is not UTF-8 is refused rather than changed.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const byteOrderMark = '\uFEFF'

/**
 * Reads a JSON body; an empty one is an empty object. With `holdsJson` it may nest deeper and
 * hold more values, with `holdsData` nest deeper. The parser's message quotes its input, so it is not passed on.
 *
 * Errors: `invalid_input`, with the statuses 400, 413 and 415.
 */
export async function readJson(
  request: Request,
  limits: ResolvedLimits,
  { holdsJson, holdsData }: Pick<Route, 'holdsJson' | 'holdsData'> = {},
): Promise<unknown> {
  requirePlainBody(request)
  const bytes = await readBytes(request, limits.bodyBytes)
  if (bytes.byteLength === 0) return {}
  requireContentType(request, jsonTypes)
  const text = withoutMark(decode(bytes))
  // Fields that hold any JSON are checked without a schema, so that many values cost little.
  const depth = limits.jsonDepth + (holdsJson === true || holdsData === true ? deepestItem : 0)
  requireSmallJson(text, 'body', depth, holdsJson === true ? limits.bodyBytes : undefined)
  try {
    return JSON.parse(text) as unknown
  } catch {
    return invalidInput('body: is not JSON')
  }
}

/**
 * The lines of a body as they arrive. A line, and all of them together, have a limit.
 *
 * Errors: `invalid_input`, with the statuses 400, 413 and 415.
 */
export async function* readLines(request: Request, limits: ResolvedLimits): AsyncGenerator<string> {
  requirePlainBody(request)
  requireContentType(request, lineTypes)
  let total = 0
  let number = 1
  let parts: Uint8Array[] = []
  let length = 0
  const line = (): string => {
    const text = decode(Buffer.concat(parts, length), number)
    number++
    parts = []
    length = 0
    return text
  }
  for await (const chunk of chunksOf(request)) {
    total += chunk.byteLength
    if (total > limits.importBytes) tooLarge(limits.importBytes)
    let rest = chunk
    while (rest.byteLength > 0) {
      const end = rest.indexOf(0x0a)
      const part = end === -1 ? rest : rest.subarray(0, end)
      length += part.byteLength
      if (length > limits.lineBytes) tooLarge(limits.lineBytes, number)
      parts.push(part)
      if (end === -1) break
      yield line()
      rest = rest.subarray(end + 1)
    }
  }
  if (length > 0) yield line()
}

/** A body without chunks where there is none. Errors: `invalid_input` where the client breaks off. */
async function* chunksOf({ body }: Request): AsyncGenerator<Uint8Array> {
  if (body === null) return
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(brokenOff)
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** Refuses a body that ended early. The client failed here, and the log must not show a failure of the server. */
function brokenOff(): never {
  return invalidInput('body: did not arrive as a whole')
}

/** The whole body, as long as it stays within the limit; a declared length above it is refused at once. */
async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const declared = request.headers.get('content-length')
  if (declared !== null) {
    if (Number(declared) > limit) tooLarge(limit)
    const bytes = new Uint8Array(await request.arrayBuffer().catch(brokenOff))
    return bytes.byteLength > limit ? tooLarge(limit) : bytes
  }
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunksOf(request)) {
    length += chunk.byteLength
    if (length > limit) tooLarge(limit)
    parts.push(chunk)
  }
  return Buffer.concat(parts, length)
}

/** Refuses a compressed body by name. Errors: `invalid_input`, with the status 415. */
export function requirePlainBody({ headers }: Request): void {
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? ''
  if (encoding === '' || encoding === 'identity') return
  throw new RequestError('invalid_input', 'body: Content-Encoding is not taken; send it uncompressed', {
    status: 415,
    headers: { 'accept-encoding': 'identity' },
  })
}

/** Some editors and tools begin a text with a byte-order mark. */
function withoutMark(text: string): string {
  return text.startsWith(byteOrderMark) ? text.slice(byteOrderMark.length) : text
}

function requireContentType(request: Request, accepted: ReadonlySet<string>): void {
  const [type = '', ...parameters] = (request.headers.get('content-type') ?? '').toLowerCase().split(';')
  // Other parameters say nothing about how the bytes are read.
  const isUtf8 = parameters.every((parameter) =>
    /^(?!\s*charset\s*=)|=\s*["']?utf-?8["']?\s*$/.test(parameter),
  )
  if (accepted.has(type.trim()) && isUtf8) return
  throw new RequestError('invalid_input', `body: must be of type ${[...accepted].join(' or ')}`, {
    status: 415,
  })
}

function decode(bytes: Uint8Array, line?: number): string {
  try {
    return decoder.decode(bytes)
  } catch {
    return line === undefined ? invalidInput('body: is not UTF-8') : invalidInput('is not UTF-8', { line })
  }
}

function tooLarge(limit: number, line?: number): never {
  const subject = line === undefined ? 'body: ' : ''
  throw new RequestError('invalid_input', `${subject}must be at most ${limit} bytes long`, {
    status: 413,
    line,
  })
}
