import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Gives a test run a temporary folder of its own and removes it afterwards, with every file that a test left. */
export default function setUp(): () => void {
  const root = mkdtempSync(join(tmpdir(), 'ilab-memory-tests-'))
  // Servers that run as another user have their folders in it.
  chmodSync(root, 0o711)
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = root
  return () => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    rmSync(root, { recursive: true, force: true })
  }
}
