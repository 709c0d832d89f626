import type { Store } from '../../src/core/store.ts'

/** A store that does what `store` does, but for the methods in `changes`. */
export function override(store: Store, changes: Partial<Store>): Store {
  return {
    language: store.language,
    saveObservation: (...input) => store.saveObservation(...input),
    updateObservation: (...input) => store.updateObservation(...input),
    getObservation: (...input) => store.getObservation(...input),
    searchObservations: (...input) => store.searchObservations(...input),
    listObservations: (...input) => store.listObservations(...input),
    readTimeline: (...input) => store.readTimeline(...input),
    startSession: (...input) => store.startSession(...input),
    endSession: (...input) => store.endSession(...input),
    listSessions: (...input) => store.listSessions(...input),
    getSession: (...input) => store.getSession(...input),
    updateSession: (...input) => store.updateSession(...input),
    forgetSession: (...input) => store.forgetSession(...input),
    findMentions: (...input) => store.findMentions(...input),
    readStats: (...input) => store.readStats(...input),
    readSettings: (...input) => store.readSettings(...input),
    pauseMemory: (...input) => store.pauseMemory(...input),
    resumeMemory: (...input) => store.resumeMemory(...input),
    forgetObservation: (...input) => store.forgetObservation(...input),
    eraseUser: (...input) => store.eraseUser(...input),
    exportUser: (...input) => store.exportUser(...input),
    importRecords: (...input) => store.importRecords(...input),
    close: () => store.close(),
    [Symbol.asyncDispose]: () => store.close(),
    ...changes,
  }
}
