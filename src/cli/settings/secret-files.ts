import { readFileSync } from 'node:fs'
import { invalidInput } from '../../core/errors/errors.ts'

/** Variables that hold a secret. A file is a safer place: other processes may see an environment. */
const secrets = [
  'ILAB_MEMORY_DB_PATH',
  'ILAB_MEMORY_OWNER_URL',
  'ILAB_MEMORY_COPY_TO',
  'ILAB_MEMORY_EMBEDDER_KEY',
  'ILAB_MEMORY_PAGE_SECRET',
  'USER_ID_SALT',
] as const

/**
 * Reads mounted secrets: where `<variable>_FILE` names a file, its content becomes the variable. Line ends after it are no
 * part of it.
 *
 * Errors: `invalid_input`, naming the variable; never what the file holds.
 */
export function readSecretFiles(environment: NodeJS.ProcessEnv = process.env): void {
  for (const name of secrets) {
    const path = environment[`${name}_FILE`] ?? ''
    if (path === '') continue
    if ((environment[name] ?? '') !== '') invalidInput(`set ${name} or ${name}_FILE, not both`)
    const text = contentOf(path, name).replace(/[\r\n]+$/, '')
    if (text === '') invalidInput(`${name}_FILE: the file is empty`)
    environment[name] = text
  }
}

function contentOf(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return invalidInput(`${name}_FILE: the file cannot be read: check its path and permissions`)
  }
}
