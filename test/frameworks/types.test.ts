import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

test('every file here has the types that the frameworks ask for, under strict', () => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  let output = ''
  try {
    execFileSync(process.execPath, [tsc, '-p', import.meta.dirname], { encoding: 'utf8' })
  } catch (error) {
    output = (error as { readonly stdout: string }).stdout
  }
  expect(output).toBe('')
})
