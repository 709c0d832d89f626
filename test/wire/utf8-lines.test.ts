import { afterEach, expect, test, vi } from 'vitest'
import { collect } from '../../src/testing/canonical.ts'
import { utf8Lines } from '../../src/wire/utf8-lines.ts'

afterEach(() => vi.restoreAllMocks())

async function* chunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

test('gives the same lines whatever the pieces are', async () => {
  for (const text of ['', '\n', 'a', 'a\n', 'ä\n\nb\r\nc', '\nb\u2028c\n'])
    for (const size of [1, 2, 100]) {
      const lines = text.split('\n')
      const expected = lines.at(-1) === '' ? lines.slice(0, -1) : lines
      expect(await collect(utf8Lines(chunksOf(text, size), 'text'))).toEqual(expected)
    }
})

test('looks at each piece of a long line once', async () => {
  const split = vi.spyOn(String.prototype, 'split')
  const lines = await collect(utf8Lines(chunksOf(`${'a'.repeat(1_000)}\nb`, 10), 'text'))
  const searched = (split.mock.contexts as readonly unknown[]).reduce<number>(
    (sum, piece) => sum + String(piece).length,
    0,
  )
  split.mockRestore()
  expect(lines.map(({ length }) => length)).toEqual([1_000, 1])
  expect(searched).toBeLessThanOrEqual(1_002)
})
