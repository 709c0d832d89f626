import { MemoryError } from '../../core/errors/errors.ts'
import type { Observation } from '../../core/model.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import type { Edit } from './edits.ts'
import { shownFolder } from './listing.ts'
import { foldersAround, isRoot, keyOf, pathOf } from './paths.ts'
import { ToolError } from './tool-error.ts'

/** Files that are read at once. */
const page = 100
const titleLength = 200
const purpose = 'anthropic'

/** The files of one user, each an observation with its path as the topic key. Errors are in the words of the tool. */
export class UserFiles {
  readonly #user: UserMemory
  readonly #type: string

  constructor(user: UserMemory, type: string) {
    this.#user = user
    this.#type = type
  }

  /** Finds a file; null for a folder, for what does not exist, and while recall is paused. */
  async find(path: string): Promise<Observation | null> {
    const key = keyOf(path)
    if (isRoot(key) || (await this.#isHidden())) return null
    return this.#user.get(key, { purpose })
  }

  /** Shows a folder. Errors: it does not exist. */
  async folder(path: string): Promise<string> {
    const key = keyOf(path)
    const files = (await this.#isHidden()) ? [] : await this.#filesBelow(key)
    if (files.length === 0 && !isRoot(key)) throw missing(path)
    const below = files.map(({ topicKey, content }) => ({
      name: (topicKey ?? '').slice(key.length + 1),
      bytes: new TextEncoder().encode(content).length,
    }))
    return shownFolder(path, below)
  }

  /** Creates a file. Errors: it exists, or a file stands in the place of its folder. */
  async create(path: string, content: string): Promise<void> {
    const key = keyOf(path)
    if (isRoot(key) || (await this.#hasFilesBelow(key))) throw new ToolError(`File ${path} already exists`)
    for (const folder of foldersAround(key))
      if ((await this.#user.get(folder)) !== null)
        throw new ToolError(`The path ${pathOf(folder)} is not a directory.`)
    const draft = { type: this.#type, title: titleOf(key), content, topicKey: key }
    await told(() => this.#user.save(draft, { ifRevision: 0 }), new ToolError(`File ${path} already exists`))
  }

  /** Edits a file. Errors: it does not exist, or another edit came first. */
  async edit(path: string, change: (content: string) => Edit): Promise<string> {
    const file = await this.find(path)
    if (file === null) throw await this.#noFile(path)
    const { content, told: answer } = change(file.content)
    const { revision } = file
    const updated = await told(
      () => this.#user.update(keyOf(path), { content }, { ifRevision: revision }),
      new ToolError(`The file ${path} was changed at the same time. View it again, then repeat the edit.`),
    )
    if (updated === null) throw missing(path)
    return answer
  }

  /** Removes a file, or a folder with all below it. Errors: it does not exist. */
  async remove(path: string): Promise<void> {
    const key = keyOf(path)
    if (isRoot(key)) throw new ToolError('Cannot delete the /memories directory itself')
    if (await this.#user.forget(key)) return
    const { forgotten } = await this.#user.forgetAll({ topicKeyPrefix: `${key}/` })
    if (forgotten === 0) throw new ToolError(`The path ${path} does not exist`)
  }

  /** Moves a file or a folder. Errors: there is none, or something is at the new path. */
  async move(from: string, to: string): Promise<void> {
    const [oldKey, newKey] = [keyOf(from), keyOf(to)]
    if (isRoot(oldKey)) throw new ToolError('Cannot rename the /memories directory itself')
    const taken = new ToolError(`The destination ${to} already exists`)
    if (isRoot(newKey) || (await this.#user.get(newKey)) !== null || (await this.#hasFilesBelow(newKey)))
      throw taken
    if (newKey.startsWith(`${oldKey}/`)) throw new ToolError(`Cannot rename ${from} to a path inside itself`)
    if (await this.#moveFile(oldKey, newKey, taken)) return
    const files = await this.#filesBelow(oldKey)
    if (files.length === 0) throw new ToolError(`The path ${from} does not exist`)
    for (const { topicKey } of files) {
      const key = topicKey ?? ''
      await this.#moveFile(key, `${newKey}${key.slice(oldKey.length)}`, taken)
    }
  }

  async #moveFile(from: string, to: string, taken: Error): Promise<boolean> {
    try {
      return (await this.#user.update(from, { topicKey: to, title: titleOf(to) })) !== null
    } catch (error) {
      // Another file may have come to the new path meanwhile.
      throw (await this.#user.get(to)) === null ? error : taken
    }
  }

  async #isHidden(): Promise<boolean> {
    return (await this.#user.settings()).isRecallPaused
  }

  async #noFile(path: string): Promise<Error> {
    const key = keyOf(path)
    const isFolder = isRoot(key) || (!(await this.#isHidden()) && (await this.#hasFilesBelow(key)))
    return isFolder ? new ToolError(`The path ${path} is not a file.`) : missing(path)
  }

  async #hasFilesBelow(key: string): Promise<boolean> {
    const { observations } = await this.#user.list({ topicKeyPrefix: `${key}/`, limit: 1 })
    return observations.length > 0
  }

  async #filesBelow(key: string): Promise<Observation[]> {
    const files: Observation[] = []
    let cursor: string | null = null
    do {
      const options = { topicKeyPrefix: `${key}/`, limit: page, cursor, purpose }
      const { observations, nextCursor } = await this.#user.list(options)
      files.push(...observations)
      cursor = nextCursor
    } while (cursor !== null)
    return files
  }
}

function missing(path: string): Error {
  return new ToolError(`The path ${path} does not exist. Please provide a valid path.`)
}

/** The path, by which a search finds the file, cut to what a title holds. */
function titleOf(key: string): string {
  return pathOf(key).slice(-titleLength).toWellFormed()
}

/** Does a write. Where another one came first, it throws `refusal`. */
async function told<Result>(work: () => Promise<Result>, refusal: Error): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof MemoryError && error.code === 'conflict' ? refusal : error
  }
}
