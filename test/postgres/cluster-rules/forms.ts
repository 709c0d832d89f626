import { userTables } from '../../../src/stores/postgres/tables/schema.ts'
import { scopesOf, type Scope } from './parse.ts'

const distributed = new Set<string>(userTables)
const reference = new Set(['schema_version'])

/** A rule on one scope of a statement; the text says what breaks it. */
type Rule = readonly [breach: string, isBroken: (scope: Scope) => boolean]

const distributedIn = ({ tables }: Scope) => tables.filter(({ name }) => distributed.has(name))
const isInsert = ({ words }: Scope): boolean => words[0] === 'insert'
const has = (words: readonly string[], ...sequence: string[]): boolean =>
  words.some((_, i) => sequence.every((word, k) => words[i + k] === word))

/** Words of `set`, of an update alone. */
function assigned({ words }: Scope): readonly string[] {
  const start = words.indexOf('set')
  const end = words.findIndex((word, i) => i > start && (word === 'from' || word === 'where'))
  return start < 0 ? [] : words.slice(start, end < 0 ? undefined : end)
}

/** True if the scope binds the table to the user by an equality that always holds: not beside an `or`. */
function binds(scope: Scope, alias: string): boolean {
  const start = scope.words.findIndex((word) => word === 'where' || word === 'on')
  const conditions = start < 0 ? [] : scope.words.slice(start)
  if (conditions.includes('or')) return false
  const isAlone = distributedIn(scope).length === 1
  const bare = conditions.some(
    (word, i) =>
      word === 'user_key' &&
      conditions[i - 1] !== '.' &&
      conditions[i + 1] === '=' &&
      conditions[i + 2] === '$1',
  )
  return has(conditions, alias, '.', 'user_key', '=', '$1') || (isAlone && bare)
}

function insertsUser({ all, tables: [into, ...sources] }: Scope): boolean {
  const start = all.indexOf('(')
  if (into === undefined || all[start + 1] !== 'user_key') return false
  if (has(all, 'values', '(', '$1')) return sources.length === 0
  return sources.some(
    ({ name, alias }) => distributed.has(name) && has(all, 'select', alias, '.', 'user_key'),
  )
}

/** Forms that Citus 13.2 refused, or sent through its coordinator, and what is not known to be sent to one node. */
const rules: readonly Rule[] = [
  [
    'begins with a word that is not known',
    ({ words }) => !/^(?:select|insert|update|delete)$/.test(words[0] ?? ''),
  ],
  [
    'reads or changes a table without binding it to the user',
    (scope) =>
      distributedIn(scope)
        .slice(isInsert(scope) ? 1 : 0)
        .some(({ alias }) => !binds(scope, alias)),
  ],
  ['inserts rows of another user than `$1`', (scope) => isInsert(scope) && !insertsUser(scope)],
  [
    'inserts rows of a function that stand beside no table of users',
    (scope) => isInsert(scope) && scope.functionRows.length > 0 && distributedIn(scope).length < 2,
  ],
  [
    'looks for conflicts beyond the user',
    ({ all }) => has(all, 'on', 'conflict') && !has(all, 'on', 'conflict', '(', 'user_key'),
  ],
  ['changes the user of a row', (scope) => assigned(scope).includes('user_key')],
  [
    'calls a function of the catalogue beside tables of its own',
    ({ tables, all }) =>
      tables.some(({ name }) => kindOf(name) !== 'catalogue') && all.some((word) => word.startsWith('pg_')),
  ],
  ['sets by a function, which does not reach the nodes', ({ all }) => all.includes('set_config')],
  [
    'calls a function that answers otherwise on each call',
    ({ all }) => all.some((word) => /^(?:random|nextval|clock_timestamp|gen_random_uuid)$/.test(word)),
  ],
]

/** Names what a cluster would refuse of a statement, or not route to one node. */
export function breachesOf(sql: string): string[] {
  const scopes = scopesOf(sql)
  const kinds = new Set(scopes.flatMap(({ tables }) => tables.map(({ name }) => kindOf(name))))
  const broken = rules.filter(([, isBroken]) => scopes.some(isBroken)).map(([breach]) => breach)
  return [...broken, ...(kinds.size > 1 ? ['names tables of several kinds'] : [])]
}

function kindOf(name: string): string {
  return distributed.has(name) ? 'of users' : reference.has(name) ? 'reference' : 'catalogue'
}

/** True if a statement reads or changes tables of users. */
export function touchesUsers(sql: string): boolean {
  return scopesOf(sql).some((scope) => distributedIn(scope).length > 0)
}
