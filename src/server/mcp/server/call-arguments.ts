import type { JSONRPCMessage, McpServer } from '@modelcontextprotocol/server'
import { requireSmallJson } from '../../../core/input/input.ts'

const deepest = 32

/**
 * Has a server read the arguments of calls as hosts mean them. The protocol's own check, which comes before any handler,
 * refuses anything but an object.
 */
export function readArgumentsAsMeant({ server }: McpServer): void {
  const connect = server.connect.bind(server)
  server.connect = async (transport) => {
    await connect(transport)
    const { onmessage } = transport
    Object.assign(transport, {
      onmessage: ((message, extra) => onmessage?.(withArguments(message), extra)) satisfies typeof onmessage,
    })
  }
}

function withArguments(message: JSONRPCMessage): JSONRPCMessage {
  if (!('method' in message) || message.method !== 'tools/call' || message.params === undefined)
    return message
  const { arguments: given, ...params } = message.params
  const meant = argumentsOf(given)
  return meant === given ? message : { ...message, params: { ...params, arguments: meant } }
}

/** Null, an empty text and an empty list are no arguments. A text may hold them as JSON. Anything else stays as it is. */
function argumentsOf(given: unknown): unknown {
  if (given === null || given === '' || (Array.isArray(given) && given.length === 0)) return {}
  if (typeof given !== 'string') return given
  try {
    requireSmallJson(given, 'arguments', deepest)
    const parsed: unknown = JSON.parse(given)
    return typeof parsed === 'object' ? argumentsOf(parsed) : given
  } catch {
    return given
  }
}
