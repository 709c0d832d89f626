/** Expressions that count a user's rows. */
export interface CountedRows {
  readonly observations: string
  readonly sessions: string
  readonly bytes: string
  /** Greatest id of an observation; 0: none. */
  readonly lastId: string
  /** Greatest number of a session; 0: none. */
  readonly lastSession: string
}

/** Text columns of an observation that count in bytes. */
const countedColumns = ['title', 'content', 'topic_key', 'data', 'source', 'keywords'] as const

/**
 * SQL of what a user has to count by the rows alone, for the check and for the repair. Bytes are as
 * `rules/counted-bytes.ts` counts them.
 *
 * @param user - expression for the user's number, as in `u.number`
 */
export function countedRows(user: string): CountedRows {
  const sum = (bytes: string, table: string): string =>
    `(select coalesce(sum(${bytes}), 0) from ${table} x where x.user = ${user})`
  const last = (table: string): string => `coalesce((select max(key) - (${user} << 27) from ${table}
    where key between ${user} << 27 and (${user} << 27) + 134217727), 0)`
  const ofText = countedColumns.map((column) => lengthOf(`x.${column}`)).join(' + ')
  const ofSession = `64 + max(0, octet_length(x.id) - 36) + ${lengthOf('x.summary')} + ${lengthOf('x.name')}`
  const bytes = [
    sum(ofText, 'observation'),
    sum(ofSession, 'session'),
    sum('64', 'keyed_save'),
    sum('64', 'thread_append'),
    sum(`64 + ${lengthOf('x.name')}`, 'thread'),
    sum(bytesOfItem, 'thread_item'),
    sum('x.bytes', 'version'),
  ]
  return {
    observations: `(select count(*) from observation x where x.user = ${user})`,
    sessions: `(select count(*) from session x where x.user = ${user}
      and not (x.summary is null and x.is_auto_generated = 1))`,
    bytes: bytes.join(' + '),
    lastId: last('observation'),
    lastSession: last('session'),
  }
}

const bytesOfItem = `32 + ${lengthOf('x.item')}`

function lengthOf(column: string): string {
  return `coalesce(octet_length(${column}), 0)`
}

/** SQL of the items of a thread, and of their bytes. */
export function countedItems(thread: string): { readonly items: string; readonly bytes: string } {
  const ofThread = `from thread_item x where x.user = ${thread}.user and x.thread = ${thread}.number`
  return {
    items: `(select count(*) ${ofThread})`,
    bytes: `(select coalesce(sum(${bytesOfItem}), 0) ${ofThread})`,
  }
}
