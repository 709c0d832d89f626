import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'
import { describe, expect, test } from 'vitest'

/**
 * What each part of `src` may import: other parts, packages, `type:` for types only, `node:*` for anything that begins so.
 * A part is a folder, or a file that lies directly in `src`. Read downwards: an import points to a line above.
 */
const mayImport: Record<string, string> = {
  privacy: '',
  search: 'stemmer',
  core: 'zod/mini type:privacy type:search',
  paths: 'node:* core',
  engine: 'node:crypto core privacy search',
  stores: 'node:* pg core paths search engine type:privacy',
  wire: 'zod/mini core privacy',
  memory: 'node:crypto zod core paths privacy search engine stores wire',
  maintenance: 'node:* core paths stores memory wire',
  access: 'node:* zod jose core paths memory',
  http: 'node:* zod zod/mini hono hono/* @hono/node-server jose pino prom-client core memory wire access',
  client: 'zod/mini core memory wire http',
  mcp: 'node:* zod zod/mini @modelcontextprotocol/* core memory wire access',
  cli: 'node:* zod zod/mini commander pino core paths memory wire maintenance stores access http mcp',
  index: 'core privacy type:search type:stores memory wire',
  testing: 'node:* core privacy search engine stores memory wire index',
}

const root = join(import.meta.dirname, '..', 'src')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name: name.split(sep).join('/'), text: readFileSync(join(root, name), 'utf8') }))
  .toSorted((a, b) => a.name.localeCompare(b.name))

interface Import {
  specifier: string
  typeOnly: boolean
}

/** Every `import`, `export … from`, `import()` and `require()` of one file. */
function importsOf(text: string): Import[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
  const statements = /^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"\n]+)['"]/gm
  const calls = /(typeof\s+)?\b(?:import|require)\(\s*['"]([^'"\n]+)['"]/g
  return [...code.matchAll(statements), ...code.matchAll(calls)].map(([, type, specifier = '']) => ({
    specifier,
    typeOnly: type !== undefined,
  }))
}

function names(cell = ''): string[] {
  return cell.split(' ').filter((name) => name !== '')
}

/** `stores` for `stores/sqlite/open.ts`, `model` for `model.ts`. */
function partOf(name: string): string {
  return name.split('/')[0]?.replace(/\.ts$/, '') ?? ''
}

/** The name under which the table lists an import. */
function target(file: string, specifier: string): string {
  return specifier.startsWith('.')
    ? partOf(
        normalize(join(dirname(file), specifier))
          .split(sep)
          .join('/'),
      )
    : specifier
}

function isAllowed(file: string, { specifier, typeOnly }: Import): boolean {
  const part = partOf(file)
  const to = target(file, specifier)
  const allowed = names(mayImport[part])
  if (to === part || allowed.includes(to)) return true
  return (
    (typeOnly && allowed.includes(`type:${to}`)) ||
    allowed.some((name) => name.endsWith('*') && to.startsWith(name.slice(0, -1)))
  )
}

function offenders(check: (file: { name: string; text: string }) => string[]): string[] {
  return files.flatMap((file) => check(file).map((offence) => `${file.name}: ${offence}`))
}

describe('imports point inward', () => {
  test('every part of src has a line in the table', () => {
    expect(
      [...new Set(files.map((file) => partOf(file.name)))].filter((part) => !(part in mayImport)),
    ).toEqual([])
  })

  test('the table itself points upwards only', () => {
    const parts = Object.keys(mayImport)
    for (const [part, allowed] of Object.entries(mayImport)) {
      const later = parts.slice(parts.indexOf(part))
      expect(names(allowed).filter((to) => later.includes(to.replace('type:', '')))).toEqual([])
    }
  })

  test.each(Object.keys(mayImport))('%s imports only what the table allows', (part) => {
    const found = files
      .filter((file) => partOf(file.name) === part)
      .flatMap((file) =>
        importsOf(file.text)
          .filter((statement) => !isAllowed(file.name, statement))
          .map((statement) => `${file.name} imports ${statement.specifier}`),
      )
    expect(found).toEqual([])
  })

  test('only the SQLite stores know SQLite, only the PostgreSQL store knows pg', () => {
    const homes = { 'node:sqlite': /^stores\/(sqlite|per-user)\//, pg: /^stores\/postgres\// }
    expect(
      offenders(({ name, text }) =>
        Object.entries(homes)
          .filter(
            ([specifier, home]) => !home.test(name) && importsOf(text).some((i) => i.specifier === specifier),
          )
          .map(([specifier]) => `imports ${specifier}`),
      ),
    ).toEqual([])
  })
})

describe('files', () => {
  test('stay within 300 lines', () => {
    expect(
      offenders(({ text }) => {
        const lines = text.split('\n').length - 1
        return lines > 300 ? [`${lines} lines`] : []
      }),
    ).toEqual([])
  })

  test('are named for what they hold', () => {
    expect(
      files
        .map((file) => file.name)
        .filter((name) => /(^|[/-])(utils?|helpers?|common|misc|types)([/.-])/.test(name)),
    ).toEqual([])
  })

  test('export by name', () => {
    expect(
      offenders(({ text }) =>
        /^export (default\b|\*(?! as ))|\bas default\b/m.test(text) ? ['exports without a name'] : [],
      ),
    ).toEqual([])
  })
})
