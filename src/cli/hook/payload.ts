import { invalidInput } from '../../core/errors/errors.ts'

/** Longer than the payloads of hosts, which hold one prompt or one answer. */
const mostBytes = 8 * 1024 * 1024

/** Reads the host's payload from standard input. Errors: `invalid_input` where it is too long or no JSON. */
export async function readPayload(): Promise<unknown> {
  if (process.stdin.isTTY) invalidInput('an agent host calls this: see mcp --print-config claude-code-hooks')
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > mostBytes) invalidInput('standard input: must be at most 8 MiB long')
    chunks.push(chunk)
  }
  try {
    return JSON.parse(
      Buffer.concat(chunks)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    ) as unknown
  } catch {
    return invalidInput('standard input: must be the JSON of a hook')
  }
}
