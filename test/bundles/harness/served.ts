import { openToAnyone, serve } from '../../../src/server/http/index.ts'
import { ILabMemory } from '../../../src/index.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'

/** Runs a server with an empty memory while `body` runs. `body` takes the address. */
export async function withServer<T>(
  allowedOrigins: readonly string[],
  body: (url: string) => Promise<T>,
): Promise<T> {
  const memory = new ILabMemory(createReferenceStore())
  const server = await serve({ memory, authenticator: openToAnyone, port: 0, allowedOrigins })
  try {
    return await body(server.url)
  } finally {
    await server.close()
    await memory.close()
  }
}
