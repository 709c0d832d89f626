import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'

/** One file of `src`. */
export interface SourceFile {
  /** Path from `src`, with `/` and the ending. */
  readonly name: string
  readonly text: string
}

/** One import of a file. */
export interface Import {
  /** Text of the specifier. */
  readonly specifier: string
  /** File that it names, from `src` and without its ending, or the package. */
  readonly target: string
  readonly isTypeOnly: boolean
}

const root = join(import.meta.dirname, '..', '..', 'src')

/** Every file of `src`. */
export const sourceFiles: readonly SourceFile[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name: name.split(sep).join('/'), text: readFileSync(join(root, name), 'utf8') }))
  .toSorted((a, b) => a.name.localeCompare(b.name))

/** Lists every `import`, `export … from`, `import()` and `require()` of one file. */
export function importsOf({ name, text }: SourceFile): Import[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
  const statements = /^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"\n]+)['"]/gm
  const calls = /(typeof\s+)?\b(?:import|require)\(\s*['"]([^'"\n]+)['"]/g
  return [...code.matchAll(statements), ...code.matchAll(calls)].map(([, type, specifier = '']) => ({
    specifier,
    target: specifier.startsWith('.') ? fileAt(name, specifier) : specifier,
    isTypeOnly: type !== undefined,
  }))
}

function fileAt(name: string, specifier: string): string {
  return normalize(join(dirname(name), specifier))
    .split(sep)
    .join('/')
    .replace(/\.ts$/, '')
}
