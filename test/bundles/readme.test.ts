import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Leg } from './harness/leg.ts'

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
/** The blocks of the README in their order. */
const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text = '']) => ({
  language,
  text,
}))

/** The README's block in this language that holds `part`. */
function blockWith(language: string, part: string): string {
  const found = blocks.find((block) => block.language === language && block.text.includes(part))
  if (found === undefined) throw new Error(`the README has no ${language} block with ${part}`)
  return found.text
}

test('the README’s program prints what it says, with the installed package', async () => {
  const leg = new Leg('library')
  leg.write('app.mjs', blockWith('ts', 'ILabMemory.fromPath'))
  expect(`${await leg.node('app.mjs')}\n`).toBe(blockWith('text', '[REDACTED]'))
})

test('the README’s server answers the README’s requests, and shows another user nothing', async () => {
  const leg = new Leg('library')
  const [, given = ''] =
    /^npx ilab-memory (serve [^#\n]+)/.exec(blockWith('sh', 'npx ilab-memory serve')) ?? []
  const args = [...given.trim().split(' '), '--port', '0']
  const server = leg.start(process.execPath, leg.installed('ilab-memory/dist/cli/bin.js'), ...args)
  try {
    let address = ''
    for await (const line of createInterface({ input: server.stderr! })) {
      address = /http:\/\/(127\.0\.0\.1:\d+)/.exec(line)?.[1] ?? ''
      if (address !== '') break
    }
    const requests = blockWith('sh', 'curl -s').replaceAll('localhost:7437', address)
    const answers = await leg.run('bash', '-c', requests)
    expect(answers).toContain('"outcome":"created"')
    expect(answers).toContain('"snippet":"dark"')
    const [, search = ''] = requests.split(/\n(?=curl)/)
    expect(await leg.run('bash', '-c', search.replace('X-User-Id: alice', 'X-User-Id: bob'))).toContain(
      '"results":[]',
    )
  } finally {
    await leg.stop(server)
  }
})
