import type * as z from 'zod/mini'
import type { SaveOptions } from '../core/model.ts'
import type { UserMemory } from '../core/user-memory.ts'

/**
 * One operation, as every transport and every document sees it. The user is never part of the input: it comes from
 * the handle that the operation runs on.
 */
export interface Operation<
  Input extends z.core.$ZodType = z.core.$ZodType,
  Output extends z.core.$ZodType = z.core.$ZodType,
> {
  /** The name on the wire. */
  readonly name: `mem_${string}`
  /** The handle's method. */
  readonly method: Exclude<keyof UserMemory, 'userId'>
  /** Scope that a credential must hold. */
  readonly scope: 'read' | 'write' | 'erase'
  /** Effect of a call on the user's memory. */
  readonly effect: 'reads' | 'writes' | 'destroys'
  /** True where a second call with the same input changes nothing more. */
  readonly idempotent: boolean
  /** One sentence for a person or a model: what it does and when to use it. */
  readonly description: string
  readonly input: Input
  /** Always an object, so that the wire can carry it as it is. */
  readonly output: Output
  readonly run: (
    memory: UserMemory,
    input: z.output<Input>,
    options?: SaveOptions,
  ) => Promise<z.output<Output>>
}
