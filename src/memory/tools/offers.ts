import { operations, type OperationName } from '../../wire/operations.ts'

/** Name of an operation that can be a tool. */
export type MemoryToolName =
  | 'mem_session_start'
  | 'mem_session_end'
  | 'mem_session_summary'
  | 'mem_save'
  | 'mem_update'
  | 'mem_search'
  | 'mem_get_observation'
  | 'mem_history'
  | 'mem_revert'
  | 'mem_timeline'
  | 'mem_stats'
  | 'mem_list'
  | 'mem_forget'
  | 'mem_export'

/** An operation's place among the tools. One that a model must not have says why. */
type Offer = 'always' | 'on request' | { readonly never: string }

const raw = 'The application keeps the raw messages; a model has those of its conversation already.'

/** Every operation's place; an operation without a line does not compile. */
const offers = {
  mem_session_start: 'always',
  mem_session_end: 'always',
  mem_session_summary: 'always',
  mem_save: 'always',
  mem_save_many: {
    never: 'A model saves one fact at a time; a program that has many calls the library or HTTP.',
  },
  mem_update: 'on request',
  mem_search: 'always',
  mem_get_observation: 'always',
  mem_history: 'on request',
  mem_revert: 'on request',
  mem_timeline: 'always',
  mem_stats: 'always',
  mem_list: 'always',
  mem_forget: 'always',
  mem_export: 'on request',
  mem_forget_all: { never: 'A page of text could talk a model into removing much at once.' },
  mem_session_list: {
    never: 'A model gets the last summaries when a session starts; the rest is for a person.',
  },
  mem_session_get: {
    never: 'A model gets the last summaries when a session starts; the rest is for a person.',
  },
  mem_session_update: {
    never: 'What a conversation came to is for the person to correct, in the application.',
  },
  mem_session_forget: {
    never: 'What a conversation came to is for the person to remove, in the application.',
  },
  mem_thread_append: { never: raw },
  mem_thread_read: { never: raw },
  mem_thread_pop: { never: raw },
  mem_thread_clear: { never: raw },
  mem_thread_list: { never: raw },
  mem_import: { never: 'A model that was talked into it could write a whole false past in one call.' },
  mem_approve: { never: 'A person decides about what a model proposes.' },
  mem_pause: { never: "The switches are the user's own, and no page of text may talk a model into one." },
  mem_resume: { never: "The switches are the user's own, and no page of text may talk a model into one." },
  mem_context: { never: 'The host puts it into the prompt; a model searches.' },
  mem_journal: { never: 'It tells the user and the operator what models were given.' },
  mem_settings: { never: 'The answers of the other tools say what is paused.' },
  mem_erase_user: {
    never: 'Erasing a person cannot be undone and is for that person to ask of the application.',
  },
} as const satisfies Readonly<
  Record<MemoryToolName, string> & Record<Exclude<OperationName, MemoryToolName>, object>
> &
  Readonly<Record<OperationName, Offer>>

/** The operations that are never tools, each with the reason. */
export const withheldOperations: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries<Offer>(offers).flatMap(([name, offer]) =>
    typeof offer === 'string' ? [] : [[name, offer.never]],
  ),
)

/** Every operation that can be a tool, the documented ones first. */
export const toolNames: readonly MemoryToolName[] = operations
  .map(({ name }) => name)
  .filter((name): name is MemoryToolName => typeof offers[name] === 'string')

/** The tools of a server by default. */
export const defaultTools: readonly MemoryToolName[] = toolNames.filter((name) => offers[name] === 'always')
