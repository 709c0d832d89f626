import { createMcpHandler as createSdkHandler } from '@modelcontextprotocol/server'
import type { Caller } from '../../access/caller/caller.ts'
import { MemoryError } from '../../../core/errors/errors.ts'
import { requireSmallJson } from '../../../core/input/input.ts'
import { serverFor, type McpOptions } from '../server/server.ts'
import { toolNames, type MemoryToolName } from '../../../memory/tools/offers.ts'
import { toolsNamed } from '../../../memory/tools/tools.ts'

/**
 * Answers one request that came to the MCP endpoint. The caller is known already.
 *
 * @param onCall - gets the name of each tool that the request calls, for log and metrics; `unknown` for any other name
 */
export type McpHandler = (
  request: Request,
  caller: Caller,
  onCall?: (tool: MemoryToolName | 'unknown') => void,
) => Promise<Response>

/** Bytes of a request. The longest content that the library takes by default fits, however it is escaped. */
const maxRequestBodySize = 2 ** 21

const byteOrderMark = [0xef, 0xbb, 0xbf]

/** The deepest nesting of a message. */
const deepest = 32

/** Calls of a request that brings several, which older revisions allow; limits of rate count requests. */
const mostCalls = 20

/**
 * MCP over Streamable HTTP, without sessions: each request gets a server and a transport of its own, which know this
 * request's caller and user and are gone with the answer. So there is nothing that two clients could share, and nothing
 * to take over. The user is the caller's own, or the one in `X-User-Id` for a caller that is bound to none.
 *
 * Authentication, and the checks of `Host` and `Origin`, are done before this is called.
 *
 * Errors: `invalid_input` for a tool's name.
 *
 * @example
 * ```ts
 * const app = createApp({ memory, authenticator, mcp: createMcpHandler({ memory }) })
 * ```
 */
export function createMcpHandler(options: McpOptions): McpHandler {
  if (options.tools) toolsNamed(options.tools, false)
  return async (request, caller, onCall) => {
    const namedUserId = request.headers.get('x-user-id') ?? undefined
    const access = { caller, takesUserId: false, namedUserId, mostCalls }
    const handler = createSdkHandler(() => serverFor(options, access), {
      // Nothing here ever changes that a client could wait for.
      maxSubscriptions: 0,
      maxRequestBodySize,
    })
    if (request.body === null) return handler.fetch(request)
    const body = await readBounded(request)
    if (body instanceof Response) return body
    if (onCall !== undefined) for (const tool of toolsCalled(body)) onCall(tool)
    const { method, headers, signal } = request
    return handler.fetch(new Request(request.url, { method, headers, body, signal }))
  }
}

/** The body of a request, or the answer to one that is too large or too deep. */
async function readBounded(request: Request): Promise<Buffer<ArrayBuffer> | Response> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of request.body as ReadableStream<Uint8Array>) {
    parts.push(part)
    length += part.byteLength
    // The protocol's own code says that it is too much.
    if (length > maxRequestBodySize) break
  }
  const whole = Buffer.concat(parts, length)
  // Some tools begin a text with a byte-order mark.
  const body = byteOrderMark.every((byte, at) => whole[at] === byte) ? whole.subarray(3) : whole
  try {
    if (length <= maxRequestBodySize) requireSmallJson(body.toString('latin1'), 'body', deepest)
  } catch (error) {
    return refused(error)
  }
  return body
}

/** The tools that a body calls, by names of ours: anything else could be a user's text. */
function toolsCalled(body: Buffer): (MemoryToolName | 'unknown')[] {
  let messages: unknown
  try {
    messages = JSON.parse(body.toString())
  } catch {
    return []
  }
  return [messages].flat().flatMap((message) => {
    const { method, params } = Object(message) as { method?: unknown; params?: unknown }
    if (method !== 'tools/call') return []
    const { name } = Object(params) as { name?: unknown }
    return [toolNames.find((known) => known === name) ?? 'unknown']
  })
}

function refused(error: unknown): Response {
  const message = error instanceof MemoryError ? error.message : 'the body cannot be read'
  const body = { jsonrpc: '2.0', error: { code: -32_600, message: `Invalid Request: ${message}` }, id: null }
  return Response.json(body, { status: 400 })
}
