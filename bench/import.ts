/**
 * Measures what loading an entry of the built package costs: modules, and the time of a processor over an empty program.
 * Runs take turns, and the quickest of each counts: everything else on the machine only adds to it. An adapter is loaded
 * beside the library, as an application does, and may add 5 ms to it.
 *
 * Build first: `npm run build && npm run bench -- import`.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const runs = Number(process.argv[2] ?? 20)
const root = join(import.meta.dirname, '..')
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string>>
}
const entries = Object.entries(exports).filter(([, file]) => file.endsWith('.js'))

/** Counts the modules that an entry loads. */
const counting = `import { registerHooks } from 'node:module'
let count = 0
registerHooks({ load(url, context, next) { count += url.startsWith('file:') ? 1 : 0; return next(url, context) } })
await import(process.argv[2])
console.log(count)`

const tell = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1_000)'

/** Milliseconds of a processor, from the start of Node to the end of the program. */
function timeOf(program: string): number {
  const { status, stdout } = spawnSync(process.execPath, [program], { encoding: 'utf8' })
  if (status !== 0) throw new Error('the entry does not load: build first')
  return Number(stdout)
}

const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-bench-'))
try {
  const write = (name: string, text: string): string => {
    const path = join(folder, `${name}.mjs`)
    writeFileSync(path, text)
    return path
  }
  const empty = write('empty', tell)
  const counter = write('counter', counting)
  const library = pathToFileURL(join(root, exports['.'] ?? '')).href
  const withLibrary = write('library', `import ${JSON.stringify(library)}\n${tell}`)
  console.log('entry                     modules  quickest  × an empty node  beyond the library')
  const beyondLibrary = (url: string, alone: string): string => {
    const both = write('both', `import ${JSON.stringify(library)}\nimport ${JSON.stringify(url)}\n${tell}`)
    const times = Array.from({ length: runs }, () => [timeOf(alone), timeOf(both)] as const)
    const [without, together] = [0, 1].map((i) => Math.min(...times.map((pair) => pair[i]!)))
    return `${(together! - without!).toFixed(1).padStart(16)} ms`
  }
  for (const [entry, file] of entries) {
    const url = pathToFileURL(join(root, file)).href
    const program = write('program', `import ${JSON.stringify(url)}\n${tell}`)
    const modules = spawnSync(process.execPath, [counter, url], { encoding: 'utf8' }).stdout.trim()
    const times = Array.from({ length: runs }, () => [timeOf(empty), timeOf(program)] as const)
    const [least, most] = [0, 1].map((i) => Math.min(...times.map((pair) => pair[i]!)))
    const name = `ilab-memory${entry.slice(1)}`.padEnd(25)
    const beyond = file.includes('/adapters/') ? beyondLibrary(url, withLibrary) : ''
    console.log(
      `${name} ${modules.padStart(7)} ${most!.toFixed(0).padStart(6)} ms ${(most! / least!).toFixed(2).padStart(16)}${beyond}`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
