import { describe, expect, test } from 'vitest'
import { importTable, partOf, permissionsOf } from './import-table.ts'
import { importsOf, sourceFiles, type Import } from './source-files.ts'

const parts = Object.keys(importTable)

/** Every import of a part that goes beyond it, under the name by which the table lists it. */
function importsBeyond(
  part: string,
): { readonly file: string; readonly to: string; readonly found: Import }[] {
  return sourceFiles
    .filter(({ name }) => partOf(withoutEnding(name)) === part)
    .flatMap((file) =>
      importsOf(file).map((found) => ({ file: file.name, to: partOf(found.target) ?? found.target, found })),
    )
    .filter(({ to }) => to !== part)
}

function withoutEnding(name: string): string {
  return name.replace(/\.ts$/, '')
}

function covers(permission: string, to: string): boolean {
  return permission === to || (permission.endsWith('*') && to.startsWith(permission.slice(0, -1)))
}

describe('imports point inward', () => {
  test('every file of src lies in a part of the table, and every part has files', () => {
    const found = sourceFiles.map(({ name }) => partOf(withoutEnding(name)))
    expect(sourceFiles.filter((_, index) => found[index] === undefined).map(({ name }) => name)).toEqual([])
    expect(parts.filter((part) => !found.includes(part))).toEqual([])
  })

  test('the table itself points upwards only', () => {
    const wrong = parts.flatMap((part) => {
      const { values, types } = permissionsOf(part)
      const later = parts.slice(parts.indexOf(part))
      return [...values, ...types].filter((to) => later.includes(to)).map((to) => `${part}: ${to}`)
    })
    expect(wrong).toEqual([])
  })

  test.each(parts)('%s imports only what the table allows', (part) => {
    const { values, types } = permissionsOf(part)
    const refused = importsBeyond(part).filter(
      ({ to, found }) =>
        !values.some((permission) => covers(permission, to)) &&
        !(found.isTypeOnly && types.some((permission) => covers(permission, to))),
    )
    expect(refused.map(({ file, to, found }) => `${file}: ${found.isTypeOnly ? 'type:' : ''}${to}`)).toEqual(
      [],
    )
  })

  test.each(parts)('%s uses each of its permissions', (part) => {
    const { values, types } = permissionsOf(part)
    const imports = importsBeyond(part)
    const isUsed = (permission: string, kinds: readonly boolean[]): boolean =>
      imports.some(({ to, found }) => covers(permission, to) && kinds.includes(found.isTypeOnly))
    expect({
      neverImported: values.filter((permission) => !isUsed(permission, [true, false])),
      onlyTypes: values.filter((permission) => isUsed(permission, [true]) && !isUsed(permission, [false])),
      noTypes: types.filter((permission) => !isUsed(permission, [true])),
    }).toEqual({ neverImported: [], onlyTypes: [], noTypes: [] })
  })

  test('only the SQLite stores know SQLite, only the PostgreSQL store knows pg', () => {
    const homes = { 'node:sqlite': /^stores\/(sqlite|per-user)\//, pg: /^stores\/postgres\// }
    const strays = sourceFiles.flatMap((file) =>
      importsOf(file)
        .filter(({ specifier }) =>
          Object.entries(homes).some(([name, home]) => name === specifier && !home.test(file.name)),
        )
        .map(({ specifier }) => `${file.name}: ${specifier}`),
    )
    expect(strays).toEqual([])
  })
})
