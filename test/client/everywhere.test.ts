import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { openToAnyone, serve } from '../../src/server/http/index.ts'
import { ILabMemory } from '../../src/index.ts'
import { createReferenceStore } from '../../src/testing/index.ts'
import { runNode } from '../examples/run.ts'

const root = join(import.meta.dirname, '../..')
const entry = join(root, 'src/client/index.ts')

/** Every module that runs where `file` is imported: ours by path from the repository, packages by name. */
function graphOf(file: string, seen = new Set<string>()): Set<string> {
  const name = relative(root, file)
  if (seen.has(name)) return seen
  seen.add(name)
  // Without types: what is imported for its types only is not there when the code runs.
  const code = stripTypeScriptTypes(readFileSync(file, 'utf8'))
  for (const [, specifier = ''] of code.matchAll(/(?:\bfrom|^import|\bimport\()\s*['"]([^'"]+)['"]/gm)) {
    if (specifier.startsWith('.')) graphOf(join(dirname(file), specifier), seen)
    else seen.add(specifier)
  }
  return seen
}

test('the client imports zod, and nothing else that is not in every browser', () => {
  const graph = [...graphOf(entry)]
  expect(graph.filter((name) => !name.startsWith('src/'))).toEqual(['zod/mini'])
  const beyond = graph.filter((name) => name.startsWith('src/') && !name.startsWith('src/client/'))
  expect(beyond.toSorted()).toEqual([
    'src/core/errors/errors.ts',
    'src/core/input/aliases.ts',
    'src/core/input/data-conditions.ts',
    'src/core/input/given-fields.ts',
    'src/core/input/given.ts',
    'src/core/input/input.ts',
    'src/core/input/json-value.ts',
    'src/core/input/keywords.ts',
    'src/core/input/lazily.ts',
    'src/core/input/time-input.ts',
    'src/core/largest-numbers.ts',
    'src/core/schemas/context.ts',
    'src/core/schemas/filter.ts',
    'src/core/schemas/history.ts',
    'src/core/schemas/list.ts',
    'src/core/schemas/observation.ts',
    'src/core/schemas/page.ts',
    'src/core/schemas/purpose.ts',
    'src/core/schemas/save.ts',
    'src/core/schemas/search.ts',
    'src/core/schemas/session.ts',
    'src/core/schemas/thread.ts',
    'src/core/schemas/user/erasure.ts',
    'src/core/schemas/user/journal.ts',
    'src/core/schemas/user/settings.ts',
    'src/core/schemas/user/stats.ts',
    'src/core/schemas/user/transfer.ts',
    'src/core/time.ts',
    'src/core/user-id.ts',
    'src/memory/facade.ts',
    'src/wire/operations.ts',
    'src/wire/operations/governance.ts',
    'src/wire/operations/history.ts',
    'src/wire/operations/no-input.ts',
    'src/wire/operations/observation-ref.ts',
    'src/wire/operations/observations.ts',
    'src/wire/operations/operation.ts',
    'src/wire/operations/search.ts',
    'src/wire/operations/sessions.ts',
    'src/wire/operations/threads.ts',
    'src/wire/operations/transfer.ts',
    'src/wire/routes.ts',
    'src/wire/wire-names.ts',
  ])
})

test('the client runs where Node has nothing of its own to give', async () => {
  const memory = new ILabMemory(createReferenceStore())
  const server = await serve({ memory, authenticator: openToAnyone, port: 0 })
  const program = join(import.meta.dirname, 'web-platform-process.ts')
  const { stdout, stderr, code } = await runNode(['--experimental-vm-modules', program, server.url])
  expect([stderr, code]).toEqual(['', 0])
  expect(JSON.parse(stdout)).toEqual(['dark é😀', 3, 'undefined', 'undefined'])
  expect((await memory.forUser('bob').get(1))?.content).toBe('dark é😀')
  await server.close()
})
