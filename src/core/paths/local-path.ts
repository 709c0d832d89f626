import { isAbsolute, join, resolve } from 'node:path'
import { invalidInput, MemoryError } from '../errors/errors.ts'
import { homeFolder } from './home-folder.ts'

/** A place in the file system as callers give it: a path, or a `file:` URL as text or object. */
export type PathLike = string | URL

/** Tells who takes a path, so that a refusal can name the caller's next step. */
export interface PathUse {
  /** The function, option or setting that takes the path. */
  readonly name: string
  /** Advice for the URL of a database. @default no advice */
  readonly forDatabase?: string
  /** Advice for a web address. @default no advice */
  readonly forServer?: string
  /** An absolute folder that relative paths start from. @default the working directory */
  readonly base?: string
}

/** A scheme with `//`, or one that no file is named after. A folder, a sign or the name of a variable may stand before it. */
const address =
  /([a-z][a-z0-9+.-]+):\/\/|(?:^|[\s"'\\/=<(`])(postgres(?:ql)?|mysql|mariadb|mongodb|redis|sqlite3?|libsql|jdbc|https?|file):/i
const isPostgres = /^postgres(?:ql)?$/i
const isWeb = /^(?:https?|wss?)$/i
/** The other two forms in which databases are named: `host=… password=…`, and `user:password@host`. */
const connectionSettings = /(?:^|[\s;?&])(?:host|hostaddr|dbname|password|pwd)\s*=/i
const credentialAtHost = /(?:^|[\\/])[^\\/\s:]*:[^\\/\s@]+@[^\\/\s]+/
/** `$HOME/…`, `${HOME}/…`, `$(pwd)/…` and `%APPDATA%\…`, which only a shell replaces. */
const variable = /^(?:\$\w+|\$\{[^}]+\}|\$\([^)]+\)|`[^`]+`|%\w+%)(?:[\\/]|$)/
/** Name of a temporary database for SQLite. Here it is no file: only an opener of memories takes it. */
const temporary = /^\s*:memory:?\s*$/i
/** A drive or a share of Windows, which elsewhere would become a name in the working directory. */
const windowsPath = /^(?:[a-z]:[\\/]|\\\\)/i

/**
 * Makes an absolute path of what a caller gave, once: a later `process.chdir` changes nothing. `~` is the home folder, a
 * `file:` URL is its file. A message never repeats what was given, since a URL may hold a password.
 *
 * Errors: `invalid_input` for every other kind of URL, for shell variables and for control characters.
 *
 * @example
 * ```ts
 * localPath('~/memory.db', { name: 'fromPath' }) // '/home/ada/memory.db'
 * ```
 */
export function localPath(given: unknown, use: PathUse): string {
  if (isUrl(given)) return pathOfUrl(given.href, use)
  if (typeof given !== 'string' || given.trim() === '') return invalidInput(`${use.name}: needs a path`)
  if (/\p{Cc}/u.test(given)) return invalidInput(`${use.name}: a path must hold no control characters`)
  if (/^file:/i.test(given)) return pathOfUrl(given, use)
  return absolute(given, use)
}

/** Recognises a URL by its members: a test runner may give programs a `URL` of their own. */
function isUrl(given: unknown): given is URL {
  return typeof given === 'object' && given !== null && 'href' in given && typeof given.href === 'string'
}

/** Tells whether a path or URL ends like the name of a folder. */
export function endsAsFolder(given: PathLike): boolean {
  const text = typeof given === 'string' ? given : given.pathname
  return text.endsWith('/') || (process.platform === 'win32' && text.endsWith('\\'))
}

function pathOfUrl(url: string, use: PathUse): string {
  const isFile = /^file:/i.test(url)
  if (!isFile) requireNoAddress(url, use)
  if (!isFile || /[?#]/.test(url))
    return invalidInput(`${use.name}: must be a path, or a file: URL without query and fragment`)
  try {
    if (/^file:[\\/]/i.test(url))
      return absolute(process.getBuiltinModule('node:url').fileURLToPath(url), use)
    // `file:memory.db`, which other databases take as relative; the standard would make `/memory.db` of it.
    const relative = url.slice('file:'.length)
    if (relative === '' || /%2f|%5c/i.test(relative)) throw new URIError('no path')
    return absolute(decodeURIComponent(relative), use)
  } catch (error) {
    if (error instanceof MemoryError) throw error
    return invalidInput(`${use.name}: the file: URL names no file of this machine`)
  }
}

/** Refuses an address, also one that was made fit for a URL: its colons, slashes and signs stand as percent codes. */
function requireNoAddress(given: string, { name, forDatabase, forServer }: PathUse): void {
  const text = given.replaceAll(/%(3a|2f|40)/gi, decodeURIComponent)
  const found = address.exec(text)
  if (found === null && !connectionSettings.test(text) && !credentialAtHost.test(text)) return
  const scheme = found?.[1] ?? found?.[2] ?? 'postgres'
  const [kind, instead] = isPostgres.test(scheme)
    ? ['the URL of a database', forDatabase]
    : isWeb.test(scheme)
      ? ['a web address', forServer]
      : ['another kind of URL', undefined]
  const hint = instead === undefined ? '' : `; ${instead}`
  invalidInput(`${name}: must be a path or a file: URL, and this is ${kind}${hint}`)
}

/** Refuses what would be taken for a file's name although its writer meant something else. */
function requireName(path: string, use: PathUse): void {
  const { name } = use
  if (/\p{Cc}/u.test(path)) invalidInput(`${name}: a path must hold no control characters`)
  requireNoAddress(path, use)
  if (variable.test(path))
    invalidInput(`${name}: variables in a path are not replaced; pass their value, or begin with ~/`)
  if (temporary.test(path))
    invalidInput(`${name}: needs a path here; only fromPath, serve and mcp take ':memory:', written so`)
  if (process.platform !== 'win32' && windowsPath.test(path))
    invalidInput(`${name}: this is a path of Windows; pass one of this machine`)
}

function absolute(path: string, use: PathUse): string {
  const { name, base } = use
  requireName(path, use)
  if (/^~(?:[\\/]|$)/.test(path)) return join(requireHome(name), path.slice(1))
  if (path.startsWith('~'))
    return invalidInput(
      `${name}: ~ stands for your own home folder only; begin with ./ for a file of this name`,
    )
  if (isAbsolute(path)) return resolve(path)
  try {
    return resolve(base ?? process.cwd(), path)
  } catch (error) {
    throw new MemoryError('storage', 'the working directory is gone: pass an absolute path', { cause: error })
  }
}

function requireHome(name: string): string {
  return homeFolder() ?? invalidInput(`${name}: this user has no home folder; pass an absolute path`)
}
