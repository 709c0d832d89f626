import { statSync } from 'node:fs'
import { placesIn, type Place } from '../stores/per-user/walk.ts'
import { checkFile, pragmasOf, type FileFacts } from '../stores/sqlite/inspect/check-file.ts'
import { latestSchema } from '../stores/sqlite/file/existing-file.ts'
import { toMemoryError } from '../stores/sqlite/file/failures.ts'
import type { Finding } from '../stores/sqlite/inspect/finding.ts'
import { repairFile } from '../stores/sqlite/inspect/repair-file.ts'
import { requireThisRuntime } from '../stores/sqlite/file/runtime.ts'
import { given } from '../core/input/given.ts'
import { localPath, type PathLike } from '../core/paths/local-path.ts'
import { fileFailure } from './partial-file.ts'
import { checkFileModes, checkFolderOf, checkMode, tighten } from './permissions.ts'

/** Progress of a check. */
export interface DoctorProgress {
  /** Files that are checked. */
  readonly files: number
  /** Users of the present file that are checked. */
  readonly checkedUsers: number
  /** Users of the present file. */
  readonly totalUsers: number
}

/** Options of `doctor`. */
export interface DoctorOptions {
  /**
   * Repair what can be derived from the rows: index, ranking records, counts, erasures, permissions.
   * @default false
   */
  readonly repair?: boolean | null | undefined
  /**
   * Function that is called as the check proceeds.
   * @default none
   */
  readonly onProgress?: ((progress: DoctorProgress) => void) | null | undefined
}

/** Result of a check. It holds no text of a user and no user id. */
export interface DoctorReport {
  /** True when nothing is wrong; after a repair, when nothing is wrong any more. */
  readonly isHealthy: boolean
  /** Everything that was wrong. */
  readonly findings: readonly Finding[]
  /** Files that were checked. */
  readonly files: number
  /** Versions of the programs and the files. */
  readonly versions: {
    /** Version of Node. */
    readonly node: string
    /** Version of SQLite. */
    readonly sqlite: string
    /** Schema that this version of the library writes. */
    readonly schema: number
    /** Schemas of the files, each once. */
    readonly fileSchemas: readonly number[]
    /** Versions of the analyser that the files' indexes were built with, each once. */
    readonly analyzers: readonly string[]
  }
  /** Coverage of texts by vectors; all zeros for a store without a model. */
  readonly vectors: {
    /** Users with vectors. */
    readonly users: number
    /** Users with vectors, and with some text that has none yet: `embed`, or a memory with a model, makes it. */
    readonly incomplete: number
  }
  /** Settings in force on a connection that the library opens. */
  readonly pragmas: Readonly<Record<string, string | number>>
}

/**
 * Checks a file, or a folder with a file for each user: pages, index, counts, unfinished erasures and permissions. It
 * changes nothing unless told to repair.
 *
 * Errors: `not_found`, `storage`, `unsupported_runtime`. A fault of a file is a finding, not an error.
 *
 * @example
 * ```ts
 * const { isHealthy, findings } = await doctor('./memory.db')
 * ```
 */
export async function doctor(store: PathLike, options: DoctorOptions | null = {}): Promise<DoctorReport> {
  const path = localPath(store, {
    name: 'doctor',
    forDatabase: 'doctorPostgres checks a PostgreSQL database',
  })
  try {
    requireThisRuntime()
    const examination = new Examination(options)
    if (statSync(path).isDirectory()) {
      await examination.place({ path, kind: 'folder', digest: '' })
      for (const place of placesIn(path)) await examination.place(place)
    } else {
      await examination.file(path)
      examination.note(checkFolderOf(path))
    }
    return examination.report()
  } catch (error) {
    throw fileFailure(error)
  }
}

class Examination {
  readonly #repair: boolean
  readonly #onProgress: (progress: DoctorProgress) => void
  readonly #findings: Finding[] = []
  readonly #schemas = new Set<number>()
  readonly #analyzers = new Set<string>()
  #pragmas: Record<string, string | number> | null = null
  #files = 0
  #vectors: DoctorReport['vectors'] = { users: 0, incomplete: 0 }

  constructor(options: DoctorOptions | null) {
    const { repair = false, onProgress = () => undefined } = given(options)
    this.#repair = repair
    this.#onProgress = onProgress
  }

  note(findings: readonly Finding[]): void {
    this.#findings.push(...findings)
  }

  async place({ path, kind, digest }: Place): Promise<void> {
    if (kind === 'user file') await this.file(path, digest)
    else if (kind === 'folder') this.#modes(() => checkMode(path, 0o700))
    else if (kind === 'symbolic link')
      this.note([
        {
          check: 'place',
          severity: 'error',
          path,
          message: 'a symbolic link: the store refuses to follow it',
        },
      ])
    else if (kind === 'foreign')
      this.note([
        { check: 'place', severity: 'warning', path, message: 'is not part of the store: nobody reads it' },
      ])
  }

  /** @param owner - digest of the user that the file must belong to */
  async file(path: string, owner?: string): Promise<void> {
    this.#modes(() => checkFileModes(path))
    const found = await this.#check(path, owner)
    this.#remember(path, found.facts)
    if (this.#repair && found.findings.length > 0) this.note(await this.#mend(path, owner, found.findings))
    else this.note(found.findings)
    this.#files++
  }

  report(): DoctorReport {
    return {
      isHealthy: this.#findings.every(({ repaired }) => repaired === true),
      findings: this.#findings,
      files: this.#files,
      versions: {
        node: process.versions.node,
        sqlite: String(process.versions['sqlite']),
        schema: latestSchema(),
        fileSchemas: [...this.#schemas],
        analyzers: [...this.#analyzers],
      },
      vectors: this.#vectors,
      pragmas: this.#pragmas ?? {},
    }
  }

  #check(path: string, owner: string | undefined): ReturnType<typeof checkFile> {
    const onUser = (checkedUsers: number, totalUsers: number): void =>
      this.#onProgress({ files: this.#files, checkedUsers, totalUsers })
    return checkFile(path, { owner, onUser })
  }

  #modes(check: () => Finding[]): void {
    const found = check()
    if (this.#repair) tighten(found)
    const left = this.#repair ? check() : []
    this.note(this.#repair ? asRepaired(found, left) : found)
  }

  async #mend(path: string, owner: string | undefined, found: readonly Finding[]): Promise<Finding[]> {
    try {
      // A file in another's place is that user's, whole: it must stay as it is until it is back in its own.
      if (!found.some(({ check }) => check === 'owner')) await repairFile(path, found)
    } catch (error) {
      const { message } = toMemoryError(error)
      return [
        ...asRepaired(found, found),
        { check: 'open', severity: 'error', path, message, repaired: false },
      ]
    }
    return asRepaired(found, (await this.#check(path, owner)).findings)
  }

  #remember(path: string, { schema, analyzer, vectors }: FileFacts): void {
    const { users, incomplete } = this.#vectors
    this.#vectors = { users: users + vectors.users, incomplete: incomplete + vectors.incomplete }
    if (schema === null) return
    this.#schemas.add(schema)
    if (analyzer !== null) this.#analyzers.add(analyzer)
    this.#pragmas ??= pragmasOf(path)
  }
}

/** Marks each finding as repaired or not, and adds those that only the repair of others made visible. */
function asRepaired(found: readonly Finding[], left: readonly Finding[]): Finding[] {
  const isLeft = (finding: Finding): boolean => left.some(({ check }) => check === finding.check)
  const isNew = (finding: Finding): boolean => !found.some(({ check }) => check === finding.check)
  return [
    ...found.map((finding) => ({ ...finding, repaired: !isLeft(finding) })),
    ...left.filter(isNew).map((finding) => ({ ...finding, repaired: false })),
  ]
}
