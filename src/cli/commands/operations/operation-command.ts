import type * as z from 'zod/mini'
import type { OperationName, operations } from '../../../wire/operations.ts'

type OperationNamed<Name> = Extract<(typeof operations)[number], { name: Name }>

/** One operation as a command: its words, the names of its fields, and the view of its result. */
export interface OperationCommand<Name extends OperationName = OperationName> {
  /** `session start` */
  readonly words: string
  /** Purpose, for the help. */
  readonly about: string
  /** The field that stands without a flag: one word, or all that are left, joined by spaces. */
  readonly argument?: {
    readonly field: string
    readonly name: string
    readonly isMany?: true
    /** The field that it stands for where it is no number. */
    readonly wordField?: string
  }
  /** The field that standard input is taken for, where it is `-`, or absent and something is piped in. */
  readonly input?: string
  /** Meaning of each field, for the help. A field without a line here does not compile. */
  readonly fields: Readonly<Record<keyof z.output<OperationNamed<Name>['input']>, string>>
  /** Switches that `--no-…` turns off. */
  readonly negatable?: readonly string[]
  readonly examples: readonly string[]
  readonly view: (output: z.output<OperationNamed<Name>['output']>) => string[]
}

/** Operations with commands of another form; see `special-commands.ts`. */
export type SpecialName = 'mem_erase_user' | 'mem_export' | 'mem_import'
