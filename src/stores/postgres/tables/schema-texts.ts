import { hash } from 'node:crypto'
import { invalidInput } from '../../../core/errors/errors.ts'

/** Name of the setting that holds the user's key within one transaction; row security compares with it. */
export const userSetting = 'ilab_memory.user_key'

/** Name of the setting that holds, within one transaction, the space that listed users may lack vectors of. */
export const embedSetting = 'ilab_memory.embed_space'

/** Name of the setting that holds, within one transaction, the time up to which users to sweep are shown. */
export const sweepSetting = 'ilab_memory.sweep_until'

/** Name of the setting that shows the list of users, within one transaction, to the owner of the tables. */
export const listSetting = 'ilab_memory.list_users'

/** Schema of the tables where the caller names none, and the name that stands for it in the texts of this library. */
const defaultSchema = 'ilab_memory'

/** Longest name of PostgreSQL, in bytes; it cuts a longer one without an error. */
const longestName = 63

/** Number of the lock on migrations of the default schema. It belongs to this library. */
const defaultLock = 7_575_766_162n

/** Statements of this library as they read for one schema. Everything that names a schema is made here. */
export interface SchemaTexts {
  readonly name: string
  /** Names of the transactions' settings. Each schema has its own, so that a user of one opens no rows of another. */
  readonly settings: Readonly<Record<'user' | 'embed' | 'sweep' | 'list', string>>
  /** Number of the advisory lock that migrations of this schema take turns by. */
  readonly lock: bigint
  /** Puts the schema into a text that names `ilab_memory`. The text must not hold anything that a user wrote. */
  sql(text: string): string
  /** Returns the name of a prepared statement, which differs from that of another schema on the same connection. */
  preparedName(statement: string): string
}

// A name alone, or at the start of a literal such as 'ilab_memory.observation'::regclass.
const named = /'ilab_memory(?<inLiteral>\.\w+)?'|\bilab_memory\b(?<inText>\.\w+)?/g

/**
 * Makes the texts of one schema.
 *
 * Errors: `invalid_input` for a name that PostgreSQL has no use for, or keeps to itself.
 */
export function schemaTexts(given?: string | null): SchemaTexts {
  const name = requireSchemaName(given ?? defaultSchema)
  if (name === defaultSchema) return ofDefault
  const mark = hash('sha256', name, 'hex').slice(0, 16)
  const quoted = quotedName(name)
  const own = new Map(
    [userSetting, embedSetting, sweepSetting, listSetting].map((setting) => [setting, `${setting}_${mark}`]),
  )
  const put = (rest = ''): string => own.get(`${defaultSchema}${rest}`) ?? `${quoted}${rest}`
  return {
    name,
    settings: {
      user: put('.user_key'),
      embed: put('.embed_space'),
      sweep: put('.sweep_until'),
      list: put('.list_users'),
    },
    lock: BigInt.asIntN(64, BigInt(`0x${mark}`)),
    sql: (text) =>
      text.replaceAll(named, (found: string, inLiteral?: string, inText?: string) =>
        found.startsWith("'") ? quotedLiteral(put(inLiteral)) : put(inText),
      ),
    preparedName: (statement) => `ilab_memory_${mark}_${statement}`,
  }
}

const ofDefault: SchemaTexts = {
  name: defaultSchema,
  settings: { user: userSetting, embed: embedSetting, sweep: sweepSetting, list: listSetting },
  lock: defaultLock,
  sql: (text) => text,
  preparedName: (statement) => `ilab_memory_${statement}`,
}

/** Quotes the name of a schema, role or table for a statement. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Quotes a text for a statement that takes no parameters. */
export function quotedLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

function requireSchemaName(name: unknown): string {
  const field = { field: 'schema' }
  if (typeof name !== 'string' || name === '') return invalidInput('needs the name of a schema', field)
  if (Buffer.byteLength(name) > longestName)
    return invalidInput(`a schema's name has at most ${longestName} bytes`, field)
  if (name.includes('\0') || !name.isWellFormed())
    return invalidInput("a schema's name holds no NUL and no half of a surrogate pair", field)
  if (/^pg_|^information_schema$/.test(name))
    return invalidInput('PostgreSQL keeps this schema to itself: choose another name', field)
  return name
}
