import { invalidInput, MemoryError, type ErrorCode } from '../../../core/errors/errors.ts'

/** The parts of an error of `pg`, or of the socket below it, that name the failure. */
interface PostgresFailure extends Error {
  /** SQLSTATE, or the socket's error code. */
  readonly code: string
}

/** Advice where a statement that was prepared is not there, or one is there that this connection did not prepare. */
const lostStatement =
  'a pooler lost a prepared statement: pass preparedStatements: false, or set ILAB_MEMORY_PREPARED_STATEMENTS=off'

/** Error codes and texts by SQLSTATE. Texts are fixed: PostgreSQL's own may quote a user's text. */
const failures: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  '40001': ['busy', 'the database is busy with conflicting writes: try again'],
  '40P01': ['busy', 'the database is busy with conflicting writes: try again'],
  '55P03': ['busy', 'another writer holds the lock: try again'],
  '57014': ['busy', 'the database cancelled the statement: try again'],
  '53300': ['busy', 'the database takes no more connections: try again'],
  '53100': ['storage_full', 'the disk of the database is full: free some space and try again'],
  '26000': ['storage', lostStatement],
  '42P05': ['storage', lostStatement],
  '42P01': ['storage', 'the tables are not there: run the migration'],
  '42P07': [
    'storage',
    'the schema holds a table of the same name that is not of this library: choose another schema',
  ],
  '3F000': ['storage', 'the tables are not there: run the migration'],
  '3D000': ['storage', 'there is no such database: create it and run the migration'],
  '42501': [
    'storage',
    'the role may not use the tables: run the migration with this role as applicationRole',
  ],
  '28P01': ['storage', 'the database refused the password'],
  '28000': ['storage', 'the database refused the role'],
  XX001: ['corrupt', 'the database is damaged: restore a backup'],
  XX002: ['corrupt', 'an index of the database is damaged: rebuild it with reindex'],
}

/** Descriptions of the socket's error codes, for a person. */
const socketFailures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at its host and port',
  ECONNRESET: 'the connection was lost',
  EPIPE: 'the connection was lost',
  ETIMEDOUT: 'it did not answer in time',
  ENOENT: 'there is no such socket',
  EHOSTUNREACH: 'there is no way to its host',
  ENETUNREACH: 'there is no way to its network',
  EAI_AGAIN: 'the name of its host cannot be looked up now',
  ENOTFOUND: 'the name of its host is not known',
}

/** Advice where every connection of a pool is in use. */
export const noneFree =
  'no connection to the database became free in time: try again, or give the pool more connections'

/** Advice where the calls to one node of a cluster hold all connections that they may. */
export const nodeIsBusy =
  'the node of the cluster that holds this user is busy, or does not answer: try again, or give the pool more connections'

/** Advice where exports hold all connections that they may. */
export const exportsAreBusy = 'other exports are under way: try again, or allow more at once'

/** Text of a pool of `pg` with a limit of its own, where no connection became free. */
const exhaustedText = 'timeout exceeded when trying to connect'

/** Texts of `pg` for a connection that was lost during a query or while connecting; they come without a code. */
const lostTexts =
  /connection (?:terminated|ended|error)|client (?:has encountered|was closed)|connection timeout|timeout expired/i

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  const { code } = error as PostgresFailure
  return typeof code === 'string' ? code : null
}

/** True if the connection is gone, or the server stops or starts: another connection may work. */
export function isLost(error: unknown): boolean {
  if (error instanceof MemoryError) return false
  const code = codeOf(error)
  if (code === null) return error instanceof Error && lostTexts.test(error.message)
  return code in socketFailures || code.startsWith('08') || /^57P0[1-5]$/.test(code)
}

/** True for a call that failed because the server could not be reached, gave no answer, or had no connection free. */
export function isUnreachable(error: unknown): boolean {
  return (
    error instanceof MemoryError && (isLost(error.cause) || [noneFree, nodeIsBusy].includes(error.reason))
  )
}

/** True for a failure inside the server, which says nothing about what was done. */
export function isInternal(error: unknown): boolean {
  return codeOf(error) === 'XX000'
}

/**
 * A commit of which the server does not know whether it took hold. Citus answers so where a node went down during the
 * commit: the node may have committed.
 */
export class CommitInDoubt extends Error {
  override readonly name = 'CommitInDoubt'
  /** SQLSTATE of a transaction with an unknown outcome, which counts as a lost connection. */
  readonly code = '08007'

  constructor(cause: unknown) {
    super('the server does not know whether the commit took hold', { cause })
  }
}

/** Tells what a coordinator of Citus says of another node; null where it says nothing of one. */
function reasonOfNode(error: unknown): string | null {
  if (!(error instanceof Error) || !/connection to the remote node/.test(error.message)) return null
  if (/role "[^"]*" does not exist/.test(error.message))
    return 'a node of the cluster has no such role: create it on every node, with the right to log in'
  return /password|authentication/.test(error.message)
    ? "a node of the cluster refuses the role: give the role's password in pg_dist_authinfo on every node"
    : 'a node of the cluster does not answer its coordinator'
}

function reasonOf(error: unknown): string {
  const node = reasonOfNode(error)
  if (node !== null) return node
  return socketFailures[codeOf(error) ?? ''] ?? 'it stopped, or the connection was lost'
}

/** True if a conflict with another transaction rolled this one back: trying again may work. */
export function isConflict(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40001' || code === '40P01'
}

/** Turns an error from inside the store into a `MemoryError` with the original as its `cause`. */
export function toMemoryError(error: unknown): MemoryError {
  if (error instanceof MemoryError) return error
  if (error instanceof Error && error.message === exhaustedText)
    return new MemoryError('busy', noneFree, { cause: error })
  const [code, message] =
    failures[codeOf(error) ?? ''] ??
    (isLost(error)
      ? (['storage', `the database cannot be reached: ${reasonOf(error)}`] as const)
      : (['storage', 'the storage failed'] as const))
  return new MemoryError(code, message, { cause: error })
}

/**
 * Waits for every query of a write. Of several failures it throws the first one sent, since that caused the others.
 * Errors: `invalid_input` where another session of the user has the id of a new one.
 */
export async function allSent(queries: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(queries)
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure === undefined) return
  if (isTakenSessionId(failure.reason))
    invalidInput('Config.newSessionId gave an id that this user already has')
  throw failure.reason
}

/** Tells of a session id that is not unique. A cluster adds the shard's number to the constraint's name. */
function isTakenSessionId(error: unknown): boolean {
  if (codeOf(error) !== '23505') return false
  const { constraint } = error as { readonly constraint?: unknown }
  return typeof constraint === 'string' && constraint.startsWith('session_user_key_id_key')
}
