import { describe, expect, test } from 'vitest'
import { Leg } from './leg.ts'
import { writeFromPage } from './page.ts'

/** Runtimes from their packages for this machine, whose install scripts only copy the same programs. */
const runtimes = {
  Bun: { folder: '@oven', program: 'bin/bun', args: [] },
  Deno: { folder: '@deno', program: 'deno', args: ['run', '--allow-all'] },
} as const

describe.each(Object.entries(runtimes))('%s', (_, { folder, program, args }) => {
  test.each(['0', '1'])('saves and finds, in %s threads', async (threads) => {
    const leg = new Leg('library')
    const [found = ''] = (await leg.run('ls', leg.installed(folder))).split('\n')
    const runtime = leg.installed(`${folder}/${found}/${program}`)
    expect(await leg.run(runtime, ...args, 'program.mjs', 'memory.db', threads)).toBe('dark')
  })
})

test('Jest runs tests that save and find', async () => {
  const leg = new Leg('jest')
  writeFromPage('memory.test.js', leg.folder)
  await leg.node('--experimental-vm-modules', leg.installed('jest/bin/jest.js'), '--ci')
})
