import type { pauseOperations, erasureOperations } from '../operations/governance.ts'
import type { Runs } from './runs.ts'

export const pauseRuns: Runs<typeof pauseOperations> = {
  mem_pause: (memory, options) => memory.pause(options),
  mem_resume: (memory) => memory.resume(),
  mem_settings: (memory) => memory.settings(),
  mem_journal: (memory, options) => memory.journal(options),
}

export const erasureRuns: Runs<typeof erasureOperations> = {
  mem_erase_user: (memory) => memory.erase(),
}
