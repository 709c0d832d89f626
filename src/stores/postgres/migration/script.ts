import { hash } from 'node:crypto'
import { given } from '../../../core/input/given.ts'
import { migrations, type Migration } from '../tables/schema.ts'
import { quotedLiteral, schemaTexts, type SchemaTexts } from '../tables/schema-texts.ts'
import { grantsTo, versionTable } from './migrate.ts'

/** Options of `migrationScript`. */
export interface MigrationScriptOptions {
  /**
   * Schema of the tables, created where it is missing.
   * @default 'ilab_memory'
   */
  readonly schema?: string | null | undefined
  /**
   * Role that the script grants access to the rows. Without one the script grants nothing.
   * @default null
   */
  readonly applicationRole?: string | null | undefined
}

/**
 * Returns every migration as one SQL script, for a tool that carries the migrations of an application. Run it as the
 * role that shall own the tables. It does what is missing and skips what was done, so each version of this library gives
 * a whole script. It works inside a transaction of the tool and without one, and needs no other client than `psql`.
 *
 * It distributes nothing: on Citus use `migratePostgres`.
 *
 * Errors: `invalid_input`.
 *
 * @example
 * ```ts
 * const sql = migrationScript({ schema: 'memory', applicationRole: 'memory_app' })
 * ```
 */
export function migrationScript(options: MigrationScriptOptions | null = {}): string {
  const { schema, applicationRole } = given(options)
  const texts = schemaTexts(schema)
  const latest = migrations.at(-1)?.id ?? 0
  // Neither comment names the schema: its name may hold a line break.
  const parts = [
    `-- Tables of ilab-memory, migrations 1 to ${latest}. What a database has already is skipped.`,
    beginning(texts, latest),
    ...migrations.map((migration) => step(texts, migration)),
    ...(applicationRole ? [`${grantsTo(texts, applicationRole).join(';\n')};`] : []),
  ]
  return `${parts.join('\n\n')}\n`
}

/** Refuses a database that the migrations do not fit, and makes the schema and its table of versions. */
function beginning(texts: SchemaTexts, latest: number): string {
  return block(texts, '', [
    `if current_setting('server_encoding') <> 'UTF8' then
    raise exception 'the encoding of the database must be UTF8';
  end if`,
    // A new table would have to be distributed, too.
    `if to_regclass('pg_dist_partition') is not null then
    if exists (select from pg_dist_partition where logicalrelid = ${texts.sql(`to_regclass('ilab_memory.user_state')`)}) then
      raise exception 'the tables are distributed: migrate with migratePostgres';
    end if;
  end if`,
    `if not exists (select from pg_namespace where nspname = ${quotedLiteral(texts.name)}) then
    ${texts.sql('create schema ilab_memory')};
  end if`,
    texts.sql(versionTable),
    `if exists (select from ${texts.sql('ilab_memory.schema_version')} where id > ${latest}) then
    raise exception 'the tables are of a newer version of ilab-memory: print its script';
  end if`,
  ])
}

function step(texts: SchemaTexts, { id, name, sql }: Migration): string {
  const table = texts.sql('ilab_memory.schema_version')
  const statements = [
    `if exists (select from ${table} where id >= ${id}) then return; end if`,
    `insert into ${table} (id, name) values (${id}, ${quotedLiteral(name)})`,
    ...sql.map((statement) => texts.sql(statement)),
  ]
  const changesSetting = sql.some((statement) => statement.startsWith('set local row_security'))
  if (!changesSetting) return `-- ${id}: ${name}\n${block(texts, '', statements)}`
  // The transaction may be the tool's, with statements on other tables behind these.
  const restored = [...statements, `perform set_config('row_security', setting_before, true)`]
  const declared = `declare setting_before text := current_setting('row_security');\n`
  return `-- ${id}: ${name}\n${block(texts, declared, restored)}`
}

/** Makes one statement of several, which takes effect as a whole, while no other migration of the schema runs. */
function block({ name, lock }: SchemaTexts, declared: string, statements: readonly string[]): string {
  // A name cannot end the block: it would have to hold its own digest.
  const quote = `$ilab_${hash('sha256', name, 'hex').slice(0, 16)}$`
  const body = [`perform pg_advisory_xact_lock(${lock})`, ...statements]
  return `do ${quote}\n${declared}begin\n${body.map((statement) => `  ${statement};`).join('\n')}\nend\n${quote};`
}
