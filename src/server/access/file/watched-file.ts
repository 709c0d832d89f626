import { MemoryError, invalidInput } from '../../../core/errors/errors.ts'
import { localPath } from '../../../core/paths/local-path.ts'
import { readGuarded, stampAt, type FileRules } from './guarded-file.ts'

/**
 * A file system tells times apart only so finely: a file that is read within this time of its last change may be
 * changed once more without a trace, and is read again.
 */
const freshForMs = 2_000

/**
 * The content of a file at the moment of each call, read again when the file has changed. One look at the file
 * for each call makes a change count from the next call on, in every process.
 */
export class WatchedFile<Content> {
  readonly #path: string
  readonly #rules: FileRules
  readonly #parse: (text: string) => Content
  readonly #readFile: typeof readGuarded
  #text: string | null = null
  #content: Content
  /** The stamp of the file that `#content` is from; null where the next call must read the file again. */
  #stamp: string | null = null

  /** Errors: `invalid_input`, also where there is no file; `storage`, and those of `parse`. */
  constructor(
    path: string,
    rules: FileRules,
    parse: (text: string) => Content,
    readFile: typeof readGuarded = readGuarded,
  ) {
    this.#path = localPath(path, { name: rules.setting })
    this.#rules = rules
    this.#parse = parse
    this.#readFile = readFile
    try {
      this.#content = this.#read(null)
    } catch (error) {
      if (error instanceof MemoryError && error.code === 'not_found') invalidInput(error.message)
      throw error
    }
  }

  /** Errors: `unauthorized` where the file cannot be read or used; then nothing that was known before counts. */
  current(): Content {
    if (this.#stamp !== null && this.#stamp === stampAt(this.#path, this.#rules)) return this.#content
    try {
      this.#content = this.#read(this.#content)
      return this.#content
    } catch (error) {
      throw cannotCheck(error)
    }
  }

  /** Looking whether a text is the same is quick; parsing a long list of keys for each call would not be. */
  #read(known: Content | null): Content {
    this.#stamp = null
    const begun = Date.now()
    const { text, stamp, changedAt } = this.#readFile(this.#path, this.#rules)
    const content = known !== null && text === this.#text ? known : this.#parse(text)
    this.#text = text
    if (begun - changedAt > freshForMs) this.#stamp = stamp
    return content
  }
}

/** Makes the error for credentials that cannot be checked now. The cause is for the operator. */
export function cannotCheck(cause: unknown): MemoryError {
  return new MemoryError('unauthorized', 'credentials cannot be checked now; try again later', { cause })
}
