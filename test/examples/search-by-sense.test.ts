import { expect, test } from 'vitest'
import { runFile } from './run.ts'

test('the example finds memories that share no word with the question', { timeout: 60_000 }, async () => {
  const { stdout, code } = await runFile('examples/search-by-sense.ts', [])
  expect(stdout).toBe(
    'What must I not eat? Food (meaning: used)\nWhich vehicle do I own? Car (meaning: used)\n',
  )
  expect(code).toBe(0)
})
