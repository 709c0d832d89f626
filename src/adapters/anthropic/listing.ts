/** A file of a listing. */
export interface ListedFile {
  /** Path below the folder that is listed. */
  readonly name: string
  readonly bytes: number
}

/** Levels below the folder that are shown. */
const levels = 2

/** Shows a folder with its files and folders, two levels deep, without hidden ones. */
export function shownFolder(path: string, files: readonly ListedFile[]): string {
  const sizes = new Map<string, number>()
  for (const { name, bytes } of files) {
    const parts = name.split('/')
    if (parts.some((part) => part.startsWith('.') || part === 'node_modules')) continue
    for (let level = 1; level <= Math.min(levels, parts.length); level++) {
      const shown = `${parts.slice(0, level).join('/')}${level < parts.length ? '/' : ''}`
      sizes.set(shown, (sizes.get(shown) ?? 0) + bytes)
    }
  }
  const whole = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const entries = [...sizes].toSorted(([one], [other]) => (one < other ? -1 : 1))
  const lines = [
    `${sizeOf(whole)}\t${path}`,
    ...entries.map(([name, size]) => `${sizeOf(size)}\t${path}/${name}`),
  ]
  const header = `Here're the files and directories up to 2 levels deep in ${path}, excluding hidden items and node_modules:`
  return `${header}\n${lines.join('\n')}`
}

/** Writes a size as `0B`, `1.5K` or `2M`. */
function sizeOf(bytes: number): string {
  const unit = bytes < 1 ? 0 : Math.min(3, Math.floor(Math.log(bytes) / Math.log(1024)))
  const size = bytes / 1024 ** unit
  return `${Number.isInteger(size) ? size : size.toFixed(1)}${'BKMG'.charAt(unit)}`
}
