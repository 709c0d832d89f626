import type { Language } from '../../search/corpus.ts'

/** Options of a reference store. */
export interface ReferenceStoreOptions {
  /**
   * Language of the texts.
   * @default 'english'
   */
  readonly language?: Language | null | undefined
}
