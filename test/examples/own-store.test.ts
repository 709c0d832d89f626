import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { programsOf } from '../markdown.ts'

// Contracts and random histories run on this store as on every other: see `stores-under-test.ts`.
const example = readFileSync(new URL('../../examples/own-store.ts', import.meta.url), 'utf8')

test('stays short', () => expect(example.split('\n').length).toBeLessThan(150))

test('is what the page shows', () => {
  const steps = programsOf('docs/custom-stores.md').flatMap((program) => program.steps)
  const shown = steps.slice(0, -1).map(({ code }) => code)
  const code = example
    .slice(example.indexOf('import '))
    .replaceAll('../src/engine/index.ts', 'ilab-memory/store')
  expect(shown.join('\n')).toBe(code)
})
