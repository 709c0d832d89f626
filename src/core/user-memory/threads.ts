import type { ListThreadsOptions, Thread, ThreadListPage } from '../model/thread.ts'

/** Operations on logs of raw messages. Part of `UserMemory`. */
export interface ThreadOperations {
  /**
   * Returns the log of raw messages under a name, such as the id of a chat: 1 to 255 characters, any text. The name is
   * checked and redacted by the first call on the thread.
   */
  thread(name: string): Thread

  /**
   * Lists threads, the one that began last first, a page at a time.
   *
   * Errors: `invalid_input` for a cursor that `listThreads` did not return.
   */
  listThreads(options?: ListThreadsOptions | null): Promise<ThreadListPage>
}
