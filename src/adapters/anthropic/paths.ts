import { redact } from '../../privacy/redact.ts'
import { ToolError } from './tool-error.ts'

/** The folder that the tool shows. */
const rootPath = '/memories'
const rootKey = 'memories'

/**
 * Reads a path as the topic key of its file. Different paths have different keys, except where they name the same file, as
 * `/memories/a` and `/memories/./a` do. Every `..` is refused.
 *
 * Errors: an `Error` in the words of the tool.
 */
export function keyOf(path: string): string {
  const [start, root, ...parts] = path.split('/')
  if (start !== '' || `/${root}` !== rootPath)
    throw new ToolError(`Path must start with /memories, got: ${path}`)
  if (parts.includes('..')) throw new ToolError(`Path ${path} would escape /memories directory`)
  // Cut out, private text would leave two paths with one key.
  if (redact(path) !== path) throw new ToolError('A path must not hold a <private> tag.')
  return [rootKey, ...parts.filter((part) => part !== '' && part !== '.')].join('/')
}

/** Tells whether a key is that of the whole folder. */
export function isRoot(key: string): boolean {
  return key === rootKey
}

/** Lists the keys of the folders around a file, without the root. */
export function foldersAround(key: string): string[] {
  const parts = key.split('/')
  return parts.slice(2).map((_, at) => parts.slice(0, at + 2).join('/'))
}

/** Writes the path of a key. */
export function pathOf(key: string): string {
  return `/${key}`
}
