/** The user's page: what a memory holds about a person, shown to that person. */
export { createMemoryPage, type MemoryPage } from './memory-page.ts'
export type { MemoryPageOptions } from './options.ts'
export type { PageLanguage } from './texts/languages.ts'
