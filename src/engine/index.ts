/** What a store of your own is made of. Every export here is public API. */
export { EngineStore } from './engine-store.ts'
