import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runDemo, stoppedClock } from '../../examples/multi-user-app.ts'
import { ILabMemory } from '../../src/index.ts'
import { leaks } from './leaks.ts'
import { runFile, runNode, temporaryFolder } from './run.ts'

const demo = 'examples/multi-user-app.ts'

describe('the multi-user app', () => {
  test('shows every step, and every check holds', async () => {
    const { code, stdout, stderr } = await runFile(demo)
    expect(stderr).toBe('')
    expect(stdout).not.toContain('✗')
    expect(stdout.match(/^\d+\. .+$/gm)).toEqual([
      '1. Alice signs up',
      '2. Bob signs up',
      '3. Both search for “theme”',
      '4. Bob saves fifty notes about themes',
      '5. Each settings page shows a badge',
      '6. Alice ends her session, and comes back',
      '7. Alice asks for an id that only Bob has',
      '8. Bob leaves, and is erased',
      '9. What the disk holds',
    ])
    expect(stdout).toMatch(/kept as +Signed up with the address \[REDACTED\]\.$/m)
    expect(stdout).toMatch(/Alice +Prefers the solarized theme\.$/m)
    expect(stdout).toMatch(/Bob +Prefers the midnight theme\.$/m)
    expect(stdout).toMatch(/Bob +52 memories in 1 session$/m)
    expect(stdout).toMatch(/last time +Set up the account and chose the solarized theme\.$/m)
    expect(stdout).toMatch(/get\(52\) +null$/m)
    expect(stdout).toMatch(/receipt +52 observations, 1 session\(s\), erased at \d{4}-/m)
    expect(stdout).toContain('✓ no byte of “alice@example.com”')
    expect(stdout).toMatch(/18 of 18 checks hold\n$/)
    expect(code).toBe(0)
  })

  test('leaves nothing behind, and writes no colour where there is no terminal', async () => {
    const folder = temporaryFolder()
    const { stdout } = await runFile(demo, [], { env: { TMPDIR: folder } })
    expect(readdirSync(folder)).toEqual([])
    expect(stdout).toContain(folder)
    expect(stdout).not.toContain('\u001b')
  })

  test('keeps the file that ILAB_MEMORY_DB_PATH names, and runs on it again', async () => {
    const path = join(temporaryFolder(), 'memory.db')
    for (let i = 0; i < 2; i++) {
      const { code, stdout } = await runFile(demo, [], { env: { ILAB_MEMORY_DB_PATH: path } })
      expect(stdout).not.toContain('✗')
      expect(code).toBe(0)
    }
    expect(readFileSync(path).includes('alice@example.com')).toBe(false)
  })
})

describe('the multi-user app notices', () => {
  test.each(Object.keys(leaks))('%s', async (name) => {
    const path = join(temporaryFolder(), 'memory.db')
    const memory = await ILabMemory.fromPath(path, { clock: stoppedClock() })
    const lines: string[] = []
    expect(await runDemo(leaks[name]!(memory), (line) => lines.push(line), path)).toBe(false)
    expect(lines.join('\n')).toContain('✗')
    await memory.close()
  })

  test('and fails as a process', async () => {
    const script = `
      const { runDemo } = await import('./examples/multi-user-app.ts')
      const { ILabMemory } = await import('./src/index.ts')
      const { leaks } = await import('./test/examples/leaks.ts')
      const memory = await ILabMemory.fromPath()
      process.exitCode = (await runDemo(leaks['search asks everybody'](memory), console.log)) ? 0 : 1
      await memory.close()`
    const env = { ILAB_MEMORY_DB_PATH: join(temporaryFolder(), 'memory.db') }
    const { code, stdout } = await runNode(['--input-type=module', '--eval', script], { env })
    expect(stdout).toContain("✗ Alice finds Alice's theme, and nothing of Bob's")
    expect(code).toBe(1)
  })
})
