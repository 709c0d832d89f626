import { refOf } from './ref-of.ts'
import type { searchOperations } from '../operations/search.ts'
import type { Runs } from './runs.ts'

export const searchRuns: Runs<typeof searchOperations> = {
  mem_search: async (memory, { query, explain, full, ...options }) => {
    if (explain === true) {
      return full === true
        ? memory.search(query, { ...options, explain, full })
        : memory.search(query, { ...options, explain })
    }
    return {
      results: await (full === true
        ? memory.search(query, { ...options, full })
        : memory.search(query, options)),
    }
  },
  mem_context: (memory, { query, maxTokens, maxCharacters, minShare, purpose, ...filter }) =>
    memory.context({ query, maxTokens, maxCharacters, minShare, purpose, filter }),
  mem_get_observation: async (memory, { revision, asOf, purpose, ...ref }) => ({
    observation: await memory.get(refOf(ref), { revision, asOf, purpose }),
  }),
  mem_timeline: async (memory, { observationId, topicKey, ...options }) => ({
    observations: await memory.timeline(refOf({ observationId, topicKey }), options),
  }),
  mem_stats: (memory) => memory.stats(),
  mem_list: (memory, options) => memory.list(options),
}
