import type { OperationName } from '../../../wire/operations.ts'
import * as views from '../../terminal/views.ts'
import { history } from '../../terminal/page-views.ts'
import { ofObservation, onlyAtRevision, refArgument, sessionKey, takesList } from './field-texts.ts'
import type { OperationCommand, SpecialName } from './operation-command.ts'
import { governanceCommands } from './governance-commands.ts'
import { savingCommands } from './saving-commands.ts'
import { threadCommands } from './thread-commands.ts'

const idOfSession = 'id of the session'
const keyOfSession = 'key of a session of its own, such as a window or a chat'
const purpose = 'purpose of the read, for the journal'
const ofFilter = {
  types: `only these types, ${takesList}`,
  typesExclude: `not these types, ${takesList}`,
  excludeTypes: 'another name of --types-exclude',
  topicKeyPrefix: 'only topics whose key begins so',
  source: 'only what comes from a source that begins so',
  pinned: 'only what is pinned',
  data: `only what has these values in its data, as '{"ticket.project":"atlas"}'`,
  status: 'pending: the proposals, which wait for approve (active)',
  session: 'only what this session saved last, by its id',
  createdAfter: 'only what was first saved at this time or later, as in 2026-11-23 or 2026-11-23T19:30Z',
  createdBefore: 'only what was first saved before this time',
  updatedAfter: 'only what was last saved at this time or later',
  updatedBefore: 'only what was last saved before this time',
} as const

/** Every operation that runs as it is. The table is complete, or it does not compile. */
export const operationCommands: {
  readonly [Name in Exclude<OperationName, SpecialName>]: OperationCommand<Name>
} = {
  ...savingCommands,
  mem_search: {
    words: 'search',
    about: 'finds observations by words or a question, best first',
    argument: { field: 'query', name: 'words', isMany: true },
    input: 'query',
    fields: {
      query: 'words or a question; - takes them from standard input',
      limit: 'results at most (10)',
      ...ofFilter,
      minShare: 'least score, as a share of the best one, from 0 to 1 (0)',
      full: 'show whole observations',
      purpose,
      explain: 'show the parts of each score, and why there are no results',
    },
    negatable: ['pinned'],
    examples: [
      'ilab-memory search when do we send invoices',
      'ilab-memory search theme --limit 3 --types preference,decision --json',
    ],
    view: views.results,
  },
  mem_context: {
    words: 'context',
    about: 'prints the text that a model should see for one answer',
    argument: { field: 'query', name: 'words', isMany: true },
    fields: {
      query: "the user's last message",
      maxTokens: 'tokens of the whole text at most (1000)',
      maxCharacters: 'characters of the whole text at most',
      minShare: "share of the best result's score that another result must have (0.5)",
      purpose,
      ...ofFilter,
    },
    negatable: ['pinned'],
    examples: [
      'ilab-memory context which theme does the user like --max-tokens 300',
      'ilab-memory context --json | jq -r .text',
    ],
    view: views.context,
  },
  mem_get_observation: {
    words: 'get',
    about: 'shows one observation in full',
    argument: refArgument,
    fields: {
      ...ofObservation,
      revision: 'an earlier version, by its number',
      asOf: 'the version in force at this time, as 2026-11-23T19:30Z or 2026-11-23',
      purpose,
    },
    examples: [
      'ilab-memory get 1',
      'ilab-memory get ui/theme --revision 1',
      'ilab-memory get 1 --json | jq -r .observation.content',
    ],
    view: views.observation,
  },
  mem_history: {
    words: 'history',
    about: 'shows versions of one observation, newest first, a page at a time',
    argument: refArgument,
    fields: {
      ...ofObservation,
      limit: 'versions at most (20)',
      before: 'only versions before the one with this number',
    },
    examples: ['ilab-memory history ui/theme', 'ilab-memory history 1 --json'],
    view: history,
  },
  mem_revert: {
    words: 'revert',
    about: 'restores an earlier version of one observation as a new revision',
    argument: refArgument,
    fields: { ...ofObservation, revision: 'number of the version', ifRevision: onlyAtRevision, sessionKey },
    examples: ['ilab-memory revert ui/theme --revision 1'],
    view: views.reverted,
  },
  mem_timeline: {
    words: 'timeline',
    about: 'shows an observation with those saved before and after it',
    argument: refArgument,
    fields: {
      ...ofObservation,
      before: 'how many before it (5)',
      after: 'how many after it (5)',
      purpose,
    },
    examples: ['ilab-memory timeline 12 --before 2 --after 2'],
    view: views.timeline,
  },
  mem_stats: {
    words: 'stats',
    about: 'counts observations and sessions',
    fields: {},
    examples: ['ilab-memory stats', 'ilab-memory stats --json'],
    view: views.stats,
  },
  mem_list: {
    words: 'list',
    about: 'lists observations, a page at a time',
    fields: {
      limit: 'observations at most (50)',
      cursor: 'goes on where an earlier page ended',
      order: 'newest or oldest first (newest)',
      purpose,
      ...ofFilter,
    },
    negatable: ['pinned'],
    examples: [
      'ilab-memory list --limit 20',
      'ilab-memory list --topic-key-prefix ui/ --created-after 2026-11-01 --order oldest',
    ],
    view: views.page,
  },
  ...governanceCommands,
  mem_forget: {
    words: 'forget',
    about: 'removes one observation for good',
    argument: refArgument,
    fields: {
      ...ofObservation,
      explain: 'also show the sessions with a summary that shares words with it',
      revision: 'only this earlier version',
    },
    examples: ['ilab-memory forget 1', 'ilab-memory forget 1 --explain'],
    view: views.forgotten,
  },
  mem_forget_all: {
    words: 'forget-all',
    about: 'removes every observation that meets all conditions for good; needs one at least',
    fields: ofFilter,
    negatable: ['pinned'],
    examples: [
      'ilab-memory forget-all --topic-key-prefix project/old/',
      'ilab-memory forget-all --types discovery --updated-before 2026-01-01 --json',
    ],
    view: ({ forgotten }) => [`Forgotten: ${forgotten}`],
  },
  mem_session_list: {
    words: 'session list',
    about: 'lists sessions with their summaries, a page at a time',
    fields: {
      limit: 'sessions at most (50)',
      cursor: 'goes on where an earlier page ended',
      order: 'newest or oldest first (newest)',
    },
    examples: ['ilab-memory session list --limit 20', 'ilab-memory session list --order oldest --json'],
    view: views.sessionPage,
  },
  mem_session_get: {
    words: 'session get',
    about: 'shows one session',
    argument: { field: 'sessionId', name: 'id' },
    fields: { sessionId: idOfSession },
    examples: ['ilab-memory session get 5f0c4d4e-6c57-4f7c-9d0f-4a3f1d0c9a11'],
    view: views.sessionShown,
  },
  mem_session_update: {
    words: 'session update',
    about: 'puts another summary in the place of a session’s',
    argument: { field: 'sessionId', name: 'id' },
    input: 'summary',
    fields: { sessionId: idOfSession, summary: 'the summary; - takes it from standard input' },
    examples: [
      'ilab-memory session update 5f0c4d4e-6c57-4f7c-9d0f-4a3f1d0c9a11 --summary "Chose the theme."',
    ],
    view: views.sessionShown,
  },
  mem_session_forget: {
    words: 'session forget',
    about: 'removes one session with its summaries for good; its other observations stay',
    argument: { field: 'sessionId', name: 'id' },
    fields: { sessionId: idOfSession },
    examples: ['ilab-memory session forget 5f0c4d4e-6c57-4f7c-9d0f-4a3f1d0c9a11'],
    view: views.forgotten,
  },
  ...threadCommands,
  mem_session_start: {
    words: 'session start',
    about: 'opens a session, or goes on with it, and shows what is worth knowing',
    fields: { key: keyOfSession, purpose },
    examples: ['ilab-memory session start', 'ilab-memory session start --json > context.json'],
    view: views.sessionStarted,
  },
  mem_session_end: {
    words: 'session end',
    about: 'closes the session with a summary that later ones begin with',
    argument: { field: 'summary', name: 'summary', isMany: true },
    input: 'summary',
    fields: { key: keyOfSession, summary: 'what was done; - takes it from standard input' },
    examples: ['ilab-memory session end "Chose the dark theme."'],
    view: views.session,
  },
  mem_session_summary: {
    words: 'session summary',
    about: 'saves a summary of the work so far; the session goes on',
    argument: { field: 'summary', name: 'summary', isMany: true },
    input: 'summary',
    fields: { sessionKey, summary: 'what was done so far; - takes it from standard input' },
    examples: ['ilab-memory session summary "Half of the invoices are written."'],
    view: views.saved,
  },
}
