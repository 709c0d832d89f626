import { afterEach, expect, test, vi } from 'vitest'
import { readCsv } from '../../../src/maintenance/import-from/formats/csv.ts'
import { readMarkdown } from '../../../src/maintenance/import-from/formats/markdown.ts'
import { jsonValues } from '../../../src/maintenance/import-from/reading/json-values.ts'
import { collect } from '../../../src/testing/canonical.ts'
import { writeVendorFile } from './vendor-files.ts'

afterEach(() => vi.restoreAllMocks())

function fileOf(text: string): { path: string; name: string; writtenAt: string } {
  return { path: writeVendorFile(text), name: 'long', writtenAt: '2025-01-01T00:00:00.000Z' }
}

test('a heading of many thousand signs is read, with its closing signs away', async () => {
  const signs = '#'.repeat(200_000)
  const headings = [`# ${signs}x`, `# a${' \t'.repeat(100_000)}b`, '## Tea ##\t', '## Green tea ##', '#  ##']
  const found = await collect(readMarkdown(fileOf(headings.map((line) => `${line}\ntext\n`).join(''))))
  const titles = JSON.stringify(found)
  expect(titles).toContain(`"title":"${signs}x"`)
  expect(titles).toContain('"title":"Tea ##"')
  expect(titles).toContain('"title":"Green tea"')
  expect(found).toHaveLength(headings.length)
})

test('short rows of a wide table take no time for the columns that they do not have', async () => {
  const names = ['content', ...Array.from({ length: 500 }, (_, index) => `column ${index}`)]
  const path = fileOf(`${names.join(',')}\n${'tea\n'.repeat(100)}`)
  const tested = vi.spyOn(RegExp.prototype, 'test')
  expect(await collect(readCsv(path))).toHaveLength(100)
  const calls = tested.mock.calls.length
  tested.mockRestore()
  expect(calls).toBeLessThan(1_000)
})

test('the first line of one large object is parsed once', async () => {
  const { path } = fileOf(`{"memories":\n${JSON.stringify(['a'.repeat(1_000_000)])}}`)
  const parse = vi.spyOn(JSON, 'parse')
  expect(await collect(jsonValues(path, ['memories']))).toHaveLength(1)
  const calls = parse.mock.calls.length
  parse.mockRestore()
  expect(calls).toBeLessThanOrEqual(2)
})
