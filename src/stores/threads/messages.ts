import type { ExportRecord } from '../../core/store/store.ts'
import type { StoreMethod } from '../../engine/port/forwarding-store.ts'
import type { Language } from '../../search/corpus.ts'
import type { PlainFailure } from './failures.ts'

/** Methods that a thread answers. A caller pulls an export page by page, and cancels it by name. */
export type Method =
  | StoreMethod
  | 'usersToSweep'
  | 'usersToEmbed'
  | 'openExport'
  | 'nextPage'
  | 'cancelExport'
  | 'forgetAll'
  | 'close'

/** Description of the store that a thread opens, handed over when the thread starts. */
export interface ThreadPlan {
  /** One file for all users, a folder with a file for each, or a connection that reads a file which another thread writes. */
  readonly kind: 'file' | 'folder' | 'reader'
  readonly path: string
  readonly options: {
    readonly language: Language
    readonly busyTimeoutMs?: number
    readonly searchCacheBytes?: number
    readonly vectorCacheBytes?: number
    readonly openFiles?: number
  }
}

/** A call of a method. A message to the thread is a list of them. */
export interface Call {
  readonly id: number
  readonly method: Method
  readonly input: readonly unknown[]
}

/** The first message from the thread: the result of opening the store. */
export type Opened = { readonly isOpen: true } | { readonly failure: PlainFailure }

/** The answer to one call. Each later message from the thread is a list of them. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: PlainFailure }

/** A page of an export, or null after the last one. */
export type ExportPage = readonly ExportRecord[] | null
