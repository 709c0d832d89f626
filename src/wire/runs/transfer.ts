import type { transferOperations } from '../operations/transfer.ts'
import type { Runs } from './runs.ts'

export const transferRuns: Runs<typeof transferOperations> = {
  mem_export: async (memory) => ({ lines: await Array.fromAsync(memory.export()) }),
  mem_import: (memory, input) => memory.import(input.lines),
}
