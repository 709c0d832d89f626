/** The user's page as an element of an application's own page: `<ilab-memory src="/memory">`. */
export { defineMemoryElement } from './define.ts'
export type { MemoryElement, TokenSource } from './memory-element.ts'
export type { MemoryElementError, MemoryElementMove } from './events.ts'
