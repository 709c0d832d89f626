import { userTables } from '../../src/stores/postgres/tables/schema.ts'

/** A form that a cluster refuses or does not route to one node. */
interface RefusedForm {
  readonly name: string
  readonly isIn: (sql: string) => boolean
}

const tables = userTables.join('|')
const namesTable = new RegExp(
  String.raw`\b(?:from|join|into|update)\s+ilab_memory\.(?:${tables}|schema_version)\b`,
)
const functionRows = /\b(?:json_to_recordset|jsonb_to_recordset|unnest|generate_series)\s*\(/
const rowsBesideUser =
  /from ilab_memory\.user_state u\s+cross join (?:json_to_recordset|unnest)\s*\([^]*where u\.user_key = \$1/

/**
 * Forms that a cluster of Citus 13.2 refused, or sent through its coordinator, when they were tried. Where a cluster
 * cannot be had, this stands for it as far as texts go.
 */
const refusedForms: readonly RefusedForm[] = [
  {
    name: 'inserts rows of a function that stand beside no table of users',
    isIn: (sql) => /^\s*insert\b/.test(sql) && functionRows.test(sql) && !rowsBesideUser.test(sql),
  },
  {
    name: 'inserts a parameter as the user of selected rows',
    isIn: (sql) => /^\s*insert\b[^]*\bselect\s+\$1\b/.test(sql),
  },
  {
    name: 'names tables beside the catalogue',
    isIn: (sql) => namesTable.test(sql) && /\b(?:from|join)\s+pg_\w+|\bpg_has_role\s*\(/.test(sql),
  },
  {
    name: 'sets the user by a function, which does not reach the nodes',
    isIn: (sql) => /\bset_config\s*\(/.test(sql),
  },
  {
    name: 'writes inside a query',
    isIn: (sql) => /^\s*with\b[^]*\b(?:insert|update|delete)\b/.test(sql),
  },
  {
    name: 'changes the user of a row',
    isIn: (sql) => /\bset\s+[^]*\buser_key\s*=(?!=)[^]*\bwhere\b/.test(sql.replaceAll(/where[^]*/g, 'where')),
  },
]

/** Names the refused forms that a statement takes. */
export function refusedFormsIn(sql: string): string[] {
  return refusedForms.filter(({ isIn }) => isIn(sql)).map(({ name }) => name)
}
