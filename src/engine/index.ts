/** The parts of a store of your own. Every export here is public API. */
export { EngineStore } from './engine-store.ts'
