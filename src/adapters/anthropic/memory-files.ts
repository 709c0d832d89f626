import { errorForms } from '../../core/errors/error-forms.ts'
import { MemoryError } from '../../core/errors/errors.ts'
import { given } from '../../core/input/given.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { reportTo, type AdapterOptions } from '../shared/on-error.ts'
import { inserted, replaced, shownFile } from './edits.ts'
import { UserFiles } from './user-files.ts'
import { ToolError } from './tool-error.ts'

/** Options of the files of a memory. */
export interface MemoryFilesOptions extends AdapterOptions {
  /**
   * Type of the observations that files are kept as. An `item` is found by searches and stays out of contexts.
   * @default 'item'
   */
  readonly type?: string | null | undefined
}

/** Command that shows a file or a folder. */
export interface ViewCommand {
  /** Path of the file or folder. */
  readonly path: string
  /** First and last line to show, counted from 1; -1 is the end. */
  readonly view_range?: readonly number[] | undefined
}

/** Command that creates a file. */
export interface CreateCommand {
  /** Path of the file. */
  readonly path: string
  /** Content of the file. */
  readonly file_text: string
}

/** Command that replaces a text of a file. */
export interface StrReplaceCommand {
  /** Path of the file. */
  readonly path: string
  /** Text that the file holds once. */
  readonly old_str: string
  /** Text to put in its place. */
  readonly new_str: string
}

/** Command that inserts a text into a file. */
export interface InsertCommand {
  /** Path of the file. */
  readonly path: string
  /** Line behind which to insert; 0 is the beginning. */
  readonly insert_line: number
  /** Text to insert. */
  readonly insert_text: string
}

/** Command that deletes a file or a folder. */
export interface DeleteCommand {
  /** Path of the file or folder. */
  readonly path: string
}

/** Command that renames a file or a folder. */
export interface RenameCommand {
  /** Path of the file or folder now. */
  readonly old_path: string
  /** Path to move it to. */
  readonly new_path: string
}

/** Handlers of Claude's memory tool. Each resolves to a text for the model, or rejects with an `Error` with a text for the model. */
export interface MemoryFiles {
  /** Shows a file with line numbers, or a folder. */
  readonly view: (command: ViewCommand) => Promise<string>
  /** Creates a file that does not exist yet. */
  readonly create: (command: CreateCommand) => Promise<string>
  /** Replaces a text that the file holds once. */
  readonly str_replace: (command: StrReplaceCommand) => Promise<string>
  /** Inserts a text behind a line. */
  readonly insert: (command: InsertCommand) => Promise<string>
  /** Deletes a file, or a folder with everything in it, for good. */
  readonly delete: (command: DeleteCommand) => Promise<string>
  /** Moves a file or a folder. */
  readonly rename: (command: RenameCommand) => Promise<string>
}

/**
 * Makes the handlers of Claude's memory tool over one user's memory. The file `/memories/a/b.md` is the observation with
 * the topic key `memories/a/b.md`: searches find it, and exports and erasure cover it.
 *
 * Of two edits of a file at the same time one wins, and the other is told. While the user has paused recall the folder is
 * empty; while the user has paused saving no file changes. Where the memory fails, the model is told to go on without it.
 *
 * @example
 * ```ts
 * const tools = [betaMemoryTool(memoryFiles(memory.forUser(userId)))]
 * ```
 */
export function memoryFiles(user: UserMemory, options?: MemoryFilesOptions | null): MemoryFiles {
  const { type = 'item' } = given(options)
  const files = new UserFiles(user, type)
  const run = (command: object, work: () => Promise<string>): Promise<string> =>
    forModel(options ?? {}, () => {
      requireTexts(command)
      return work()
    })
  return {
    view: (command) =>
      run(command, async () => {
        const { path, view_range: range } = command
        const file = await files.find(path)
        return file === null ? files.folder(path) : shownFile(path, file.content, range)
      }),
    create: (command) =>
      run(command, async () => {
        await files.create(command.path, command.file_text)
        return `File created successfully at: ${command.path}`
      }),
    str_replace: (command) =>
      run(command, () => {
        const { path, old_str: oldText, new_str: newText } = command
        return files.edit(path, (content) => replaced(path, content, oldText, newText))
      }),
    insert: (command) =>
      run(command, () => {
        const { path, insert_line: line, insert_text: text } = command
        return files.edit(path, (content) => inserted(path, content, line, text))
      }),
    delete: (command) =>
      run(command, async () => {
        await files.remove(command.path)
        return `Successfully deleted ${command.path}`
      }),
    rename: (command) =>
      run(command, async () => {
        await files.move(command.old_path, command.new_path)
        return `Successfully renamed ${command.old_path} to ${command.new_path}`
      }),
  }
}

const texts = ['path', 'file_text', 'old_str', 'new_str', 'insert_text', 'old_path', 'new_path']

/** Checks what a model wrote; other fields are checked where they are read. */
function requireTexts(command: object): void {
  for (const [name, value] of Object.entries(command))
    if (texts.includes(name) && typeof value !== 'string')
      throw new ToolError(`${name}: must be of type string`)
}

/** Turns a failure of the memory into an `Error` for the model, and reports what only the application can mend. */
async function forModel(options: AdapterOptions, work: () => Promise<string>): Promise<string> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ToolError) throw error
    const { toModel, message } = asTold(error)
    if (toModel !== undefined) reportTo(options, error)
    throw new ToolError(toModel ?? message, { cause: error })
  }
}

function asTold(error: unknown): { readonly toModel?: string | undefined; readonly message: string } {
  if (!(error instanceof MemoryError)) return { toModel: errorForms.storage.toModel, message: '' }
  return { toModel: errorForms[error.code].toModel, message: `${error.code}: ${error.message}` }
}
