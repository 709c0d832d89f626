import { expect, test } from 'vitest'
import { openToAnyone, serve } from '../../src/server/http/index.ts'
import { ILabMemory } from '../../src/index.ts'
import { createReferenceStore } from '../../src/testing/index.ts'
import { expected, run } from './platform-program.ts'

// `test/bundles` runs the same program on Bun, Deno and Chromium.
test('the client does on Node what it does everywhere', async () => {
  const memory = new ILabMemory(createReferenceStore())
  const server = await serve({ memory, authenticator: openToAnyone, port: 0 })
  try {
    expect(await run(server.url)).toEqual(expected)
  } finally {
    await server.close()
    await memory.close()
  }
})
