import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const inMemory = '/dev/shm'
const enoughBytes = 4 * 2 ** 30

/**
 * Gives a test run a temporary folder of its own and removes it afterwards, with every file that a test left.
 *
 * It lies in memory where the system has such a place with room: thousands of stores are made, and no test cuts the power.
 * What makes a write durable is shown by the calls of the system.
 */
export default function setUp(): () => void {
  const root = mkdtempSync(join(hasRoomInMemory() ? inMemory : tmpdir(), 'ilab-memory-tests-'))
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

function hasRoomInMemory(): boolean {
  if (process.env['TMPDIR'] !== undefined || !existsSync(inMemory)) return false
  const { bavail, bsize } = statfsSync(inMemory)
  return bavail * bsize >= enoughBytes
}
