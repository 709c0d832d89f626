import { invalidInput } from '../../core/errors/errors.ts'
import { localPath } from '../../core/paths/local-path.ts'
import type { Invocation } from './invocation.ts'

/** Finds the keyring: `--keyring`, `ILAB_MEMORY_KEYRING`, or the configuration file. */
export function keyringPath({ options, settings }: Invocation): string | undefined {
  const named = options['keyring'] ?? process.env['ILAB_MEMORY_KEYRING'] ?? settings.file.keyring
  if (named === undefined) return undefined
  return typeof named === 'string' && named.trim() !== ''
    ? localPath(named, { name: 'keyring' })
    : invalidInput('ILAB_MEMORY_KEYRING: is set, but empty')
}

/** Errors: `invalid_input`, saying how to name a keyring. */
export function requireKeyring(invocation: Invocation): string {
  return (
    keyringPath(invocation) ??
    invalidInput('name the keyring: --keyring <file>, ILAB_MEMORY_KEYRING, or "keyring" in ilab-memory.json')
  )
}
