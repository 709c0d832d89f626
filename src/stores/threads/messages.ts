import type { ExportRecord } from '../../core/store.ts'
import type { StoreMethod } from '../../engine/forwarding-store.ts'
import type { Language } from '../../search/corpus.ts'
import type { PlainFailure } from './failures.ts'

/** What a thread can be asked beside them: an export is pulled page by page, and given up by name. */
export type Method = StoreMethod | 'openExport' | 'nextPage' | 'cancelExport' | 'close'

/** Which store a thread opens, handed to it when it starts. */
export interface ThreadPlan {
  readonly kind: 'file' | 'folder'
  readonly path: string
  readonly options: {
    readonly language: Language
    readonly busyTimeoutMs?: number
    readonly searchCacheBytes?: number
    readonly openFiles?: number
  }
}

/** To the thread. */
export interface Call {
  readonly id: number
  readonly method: Method
  readonly input: readonly unknown[]
}

/** From the thread: first whether its store is open, then one answer for each call. */
export type Answer =
  | { readonly id: number | 'open'; readonly value: unknown }
  | { readonly id: number | 'open'; readonly failure: PlainFailure }

/** A page of an export, or null after the last one. */
export type ExportPage = readonly ExportRecord[] | null
