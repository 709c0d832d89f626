import { operations } from '../src/wire/operations.ts'
import { runOf } from '../src/wire/run-operation.ts'

/** Every operation with the function that runs it, as the isolation matrix takes them. */
export const runnableOperations = operations.map((operation) => ({
  name: operation.name,
  run: runOf(operation),
}))
