import { expect, test } from 'vitest'
import { answerWith, makeNamedFile } from '../../src/page/assets/served-file.ts'

test('a tag among others is known, and a name of many spaces is read once', async () => {
  const file = await makeNamedFile('a.js', 'text/javascript', 'let a')
  const statusFor = (tags: string): number =>
    answerWith(file, new Request('http://localhost/a.js', { headers: { 'if-none-match': tags } })).status
  const { etag = '' } = file.headers as Record<string, string>
  expect(statusFor(`"b" ,W/${etag} , "c"`)).toBe(304)
  expect(statusFor(`a${' '.repeat(200_000)}b`)).toBe(200)
})
