import { isolationCases } from './isolation.ts'
import { namespaceCases } from './namespaces.ts'
import { recordCases } from './records.ts'
import { searchCases } from './searches.ts'
import type { GraphStoreCase } from './subject.ts'

/**
 * The behaviour of a store of LangGraph, with two users in it. It follows what the framework's own tests of its in-memory
 * and PostgreSQL stores check (`@langchain/langgraph-checkpoint` 1.1.5 and 1.2.2), in other words, and adds the isolation
 * of users by the first label of a namespace.
 *
 * A store that takes calls over all users names `oneUserACall`; one without a search for words names `textSearch`.
 */
export const graphStoreContract: readonly GraphStoreCase[] = [
  ...recordCases,
  ...searchCases,
  ...namespaceCases,
  ...isolationCases,
]
