import type * as z from 'zod/mini'
import { parseOptions } from '../../core/input/input.ts'
import type { ContextOptions, MemoryContext } from '../../core/model.ts'
import { contextOptionsSchema } from '../../core/schemas/context.ts'
import type { RecallRequest } from '../../core/store/store.ts'
import { withoutPrivate } from '../../privacy/redact.ts'
import { readableQuery } from '../../search/query/readable-query.ts'
import { cleanFilter } from '../checks/clean-filter.ts'
import { contextRequest, rankingSettings } from '../config/requests.ts'
import { fillContext } from '../context/context-text.ts'
import type { Binding } from './binding.ts'
import { recorder } from './journal.ts'

const defaultTokens = 1_000
const defaultShare = 0.5
/** Results of the query that a context considers. */
const mostMatches = 20
/** Observations worth knowing that a context considers. */
const mostMemories = 100

/** Makes the text that a model should see of the memory, within a budget. */
export async function context(binding: Binding, options?: ContextOptions | null): Promise<MemoryContext> {
  const { store, userId, config } = binding
  const given = parseOptions(contextOptionsSchema(), options, 'context')
  const { maxCharacters = Infinity, maxTokens = maxCharacters === Infinity ? defaultTokens : Infinity } =
    given
  const record = recorder(binding, 'context', given)
  const candidates = await store.readContext(userId, requestOf(binding, given))
  const budget = { maxTokens, maxCharacters, countTokens: config.countTokens }
  const filled = fillContext(candidates, budget)
  const contextId = crypto.randomUUID()
  const ids = filled.items.flatMap(({ id }) => id ?? [])
  await record({ ids, hasSummaries: filled.items.length > ids.length, contextId })
  return { ...filled, contextId, ...(candidates.isPaused ? { emptyBecause: 'paused' } : {}) }
}

function requestOf(
  { config, rules, now }: Binding,
  { query = '', minShare = defaultShare, filter = {} }: z.output<ReturnType<typeof contextOptionsSchema>>,
): RecallRequest {
  const accepted = { filter: cleanFilter(filter, rules, 'filter.'), now: now() }
  // A message without a word, a picture alone say, asks for nothing; a context has more to give than matches.
  const words = readableQuery(withoutPrivate(query).trim(), config.limits.queryLength)
  const search =
    words === ''
      ? null
      : {
          query: words,
          limit: mostMatches,
          minShare,
          full: false,
          ranking: rankingSettings(config),
          ...accepted,
        }
  const worthKnowing = { ...contextRequest(config), memories: mostMemories }
  return { search, worthKnowing, ...accepted }
}
