import type * as z from 'zod/mini'
import { lazily } from '../../core/input/lazily.ts'
import type { UserMemory } from '../../core/user-memory.ts'

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
  readonly input: Input
  /** Fields in which null means to take a value away. In all others it means that the field is not given. */
  readonly removable?: readonly string[]
  /** Fields in which a program's empty text is a text. A model fills what it leaves open with one. */
  readonly mayBeEmpty?: readonly string[]
  /** Always an object, so that the wire can carry it as it is. */
  readonly output: Output
}

/** An operation with schemas that are made when they are first needed. */
type Definition<Name extends Operation['name'], Input, Output> = Omit<
  Operation,
  'name' | 'input' | 'output'
> & {
  readonly name: Name
  readonly input: () => Input
  readonly output: () => Output
}

/** Keeps the name and the schemas of an operation as types, and makes each schema at its first use. */
export function operation<
  Name extends Operation['name'],
  Input extends z.core.$ZodType,
  Output extends z.core.$ZodType,
>({
  input,
  output,
  ...rest
}: Definition<Name, Input, Output>): Operation<Input, Output> & { readonly name: Name } {
  const [inputOnce, outputOnce] = [lazily(input), lazily(output)]
  return {
    ...rest,
    get input() {
      return inputOnce()
    },
    get output() {
      return outputOnce()
    },
  }
}
