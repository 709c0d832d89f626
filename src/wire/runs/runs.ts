import type * as z from 'zod/mini'
import type { KeyOptions } from '../../core/model.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import type { Operation } from '../operations/operation.ts'

/** Function that runs each operation of a table on a user's handle, by the operation's name. */
export type Runs<Table extends readonly Operation[]> = {
  readonly [Each in Table[number] as Each['name']]: (
    memory: UserMemory,
    input: z.output<Each['input']>,
    options?: KeyOptions,
  ) => Promise<z.output<Each['output']>>
}
