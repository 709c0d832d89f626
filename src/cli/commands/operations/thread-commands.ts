import type { OperationName } from '../../../wire/operations.ts'
import * as views from '../../terminal/thread-views.ts'
import type { OperationCommand } from './operation-command.ts'

const threadArgument = { field: 'thread', name: 'thread' } as const
const nameOfThread = 'name of the thread, such as the id of a chat'

/** Operations on threads as commands. */
export const threadCommands: {
  readonly [Name in Extract<OperationName, `mem_thread_${string}`>]: OperationCommand<Name>
} = {
  mem_thread_append: {
    words: 'thread append',
    about: 'appends JSON values to a thread, a log of raw messages',
    argument: threadArgument,
    input: 'items',
    fields: {
      thread: nameOfThread,
      items: 'a JSON list, or JSON values, one a line; - takes them from standard input',
    },
    examples: [
      `ilab-memory thread append chat-42 --items '[{"role":"user","content":"Hello"}]'`,
      'ilab-memory thread append chat-42 < messages.jsonl',
    ],
    view: views.threadAppended,
  },
  mem_thread_read: {
    words: 'thread read',
    about: 'shows the last items of a thread, oldest first, as JSON',
    argument: threadArgument,
    fields: {
      thread: nameOfThread,
      last: 'items at most (50)',
      before: 'only items before the one with this number',
    },
    examples: ['ilab-memory thread read chat-42 --last 20'],
    view: views.threadPage,
  },
  mem_thread_pop: {
    words: 'thread pop',
    about: 'removes the last item of a thread for good, and shows it',
    argument: threadArgument,
    fields: { thread: nameOfThread },
    examples: ['ilab-memory thread pop chat-42'],
    view: views.threadPopped,
  },
  mem_thread_clear: {
    words: 'thread clear',
    about: 'removes every item of a thread for good',
    argument: threadArgument,
    fields: { thread: nameOfThread },
    examples: ['ilab-memory thread clear chat-42'],
    view: views.threadCleared,
  },
  mem_thread_list: {
    words: 'thread list',
    about: 'lists threads, the one that began last first, a page at a time',
    fields: { limit: 'threads at most (50)', cursor: 'goes on where an earlier page ended' },
    examples: ['ilab-memory thread list'],
    view: views.threadList,
  },
}
