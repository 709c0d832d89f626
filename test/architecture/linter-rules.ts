import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import type { OxlintOverride } from 'oxlint'
import { importTable, permissionsOf } from './import-table.ts'

interface Pattern {
  readonly group?: string[]
  readonly regex?: string
  readonly message: string
  readonly allowTypeImports?: true
}

const parts = Object.keys(importTable)
const source = join(import.meta.dirname, '../../src')
/** Parts that are one file. */
const fileParts: ReadonlySet<string> = new Set(['index', 'memory/facade'])
/** Packages that the project has, and the paths inside them that the table names. */
const installed: readonly string[] = [...new Set([...dependencies(), ...named()])].toSorted()
/** Depth of the deepest folder inside a part. */
const deepest = 2

/**
 * Turns the import table into the linter's `no-restricted-imports`, one entry for each part and each depth inside it: a
 * relative specifier means another folder at every depth.
 */
export function importOverrides(): OxlintOverride[] {
  return parts.toSorted((one, other) => segments(one) - segments(other)).flatMap(overridesOf)
}

function overridesOf(part: string): OxlintOverride[] {
  if (fileParts.has(part)) return [overrideAt(part, [`src/${part}.ts`], part.split('/').slice(0, -1), 0)]
  return Array.from({ length: deepest + 1 }, (_, depth) =>
    overrideAt(part, [`src/${part}/${'*/'.repeat(depth)}*.ts`], part.split('/'), depth),
  )
}

function overrideAt(part: string, files: string[], folder: readonly string[], depth: number): OxlintOverride {
  const { values, types } = permissionsOf(part)
  const others = parts.filter((other) => other !== part && !values.includes(other))
  const groups = (wanted: readonly string[]): string[] =>
    wanted.flatMap((other) => specifiersOf(other, folder, depth, values))
  const patterns: Pattern[] = [
    {
      group: groups(others.filter((other) => !types.includes(other))),
      message: `${part} may not import this part: see test/architecture/import-table.ts.`,
    },
    {
      group: groups(others.filter((other) => types.includes(other))),
      message: `${part} may import types only of this part: see test/architecture/import-table.ts.`,
      allowTypeImports: true,
    },
    ...packagePatterns(part, values, types),
  ]
  return {
    files,
    rules: {
      'no-restricted-imports': ['error', { patterns: patterns.filter(({ group }) => group?.length !== 0) }],
    },
  }
}

/** Refuses every package beyond the permissions, and values of a package of which types are allowed. */
function packagePatterns(part: string, values: readonly string[], types: readonly string[]): Pattern[] {
  const foreign = foreignPackages(values)
  const refused = foreignPackages([...values, ...types])
  const typesOnly = foreign.filter((name) => !refused.includes(name))
  const anyOf = (names: readonly string[]): string => `^(${names.map(escaped).join('|')})$`
  return [
    {
      regex: anyOf(refused),
      message: `${part} may not import this package: see test/architecture/import-table.ts.`,
    },
    ...(typesOnly.length === 0
      ? []
      : [
          {
            regex: anyOf(typesOnly),
            message: `${part} may import types only of this package: see test/architecture/import-table.ts.`,
            allowTypeImports: true as const,
          },
        ]),
  ]
}

/** Writes another part as the specifiers that lead to it, from a folder of `src` and some levels below. */
function specifiersOf(
  other: string,
  folder: readonly string[],
  depth: number,
  allowed: readonly string[],
): string[] {
  const path = other.split('/')
  const shared = folder.findIndex((name, index) => name !== path[index])
  const common = shared === -1 ? Math.min(folder.length, path.length) : shared
  const up = folder.length - common + depth
  const start = up === 0 ? './' : '../'.repeat(up)
  const rest = path.slice(common).join('/')
  if (fileParts.has(other)) return [`${start}${rest}.ts`]
  const within = rest === '' ? start : `${start}${rest}/`
  const inner = parts.filter((part) => part.startsWith(`${other}/`))
  if (inner.length === 0) return [`${within}**`]
  // The parts inside it have lines of their own.
  const files = inner.filter((part) => fileParts.has(part) && allowed.includes(part))
  return [
    `${within}*.ts`,
    ...files.map((part) => `!${within}${part.slice(other.length + 1)}.ts`),
    ...foldersOf(other).map((name) => `${within}${name}/**`),
  ]
}

/** Lists the folders of a part that belong to it and are no parts of their own. */
function foldersOf(part: string): string[] {
  return readdirSync(join(source, part), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !parts.includes(`${part}/${entry.name}`))
    .map(({ name }) => name)
}

/** Lists every known package and module of Node that the given permissions do not cover. */
function foreignPackages(allowed: readonly string[]): string[] {
  return [...installed, ...builtinModules.map((name) => `node:${name.replace(/^node:/, '')}`)].filter(
    (name) =>
      !allowed.some(
        (other) => other === name || (other.endsWith('*') && name.startsWith(other.slice(0, -1))),
      ),
  )
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

function segments(part: string): number {
  return part.split('/').length
}

function dependencies(): string[] {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')
  const manifest = JSON.parse(text) as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>
  return ['dependencies', 'peerDependencies', 'devDependencies'].flatMap((kind) =>
    Object.keys(manifest[kind] ?? {}),
  )
}

function named(): string[] {
  return parts
    .flatMap((part) => Object.values(permissionsOf(part)).flat())
    .filter((name: string) => !parts.includes(name) && !/^node:|\*$/.test(name))
}
