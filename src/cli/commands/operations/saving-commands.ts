import type { OperationName } from '../../../wire/operations.ts'
import * as views from '../../terminal/views.ts'
import { ofObservation, onlyAtRevision, refArgument, sessionKey, takesList } from './field-texts.ts'
import type { OperationCommand } from './operation-command.ts'

/** Operations that save, change and approve observations as commands. */
export const savingCommands: {
  readonly [
    Name in Extract<OperationName, 'mem_save' | 'mem_save_many' | 'mem_update' | 'mem_approve'>
  ]: OperationCommand<Name>
} = {
  mem_save: {
    words: 'save',
    about: 'saves one observation; under a topic key that is there, revises it',
    input: 'content',
    fields: {
      type: 'profile, preference, decision, discovery or pattern',
      title: 'a few words that name it',
      content: 'the text; - takes it from standard input',
      topicKey: 'key of a topic, as area/sub-area: saving under it again revises what is there',
      data: 'data to keep beside the text, as a JSON object',
      source: 'place that it comes from, as chat:42/turn:7',
      keywords: `other words that find it, ${takesList}`,
      pinned: 'always show it first',
      status: 'pending: a proposal, which waits for approve',
      expiresAt: "gone from this time on, as 2026-12-31 or 2026-12-31T19:30Z; '' for never",
      ttlMs: 'milliseconds until it is gone',
      ifRevision: `${onlyAtRevision}; 0: only if the topic is new`,
      sessionKey,
    },
    examples: [
      'ilab-memory save --type preference --title "UI theme" --content dark --topic-key ui/theme',
      'git log -1 --format=%B | ilab-memory save --type decision --title "Last commit"',
    ],
    view: views.saved,
  },
  mem_save_many: {
    words: 'save-many',
    about: 'saves up to 100 observations, all or none',
    input: 'drafts',
    fields: {
      drafts:
        'a JSON list of drafts, or drafts as JSON Lines, with the fields of save; - takes them from standard input',
      sessionKey,
    },
    examples: ['ilab-memory save-many < drafts.jsonl'],
    view: ({ results }) => results.flatMap(views.saved),
  },
  mem_update: {
    words: 'update',
    about: 'changes fields of one observation',
    argument: refArgument,
    fields: {
      ...ofObservation,
      type: 'new type',
      title: 'new title',
      content: 'new text',
      newTopicKey: "new topic key; '' takes it away",
      data: "new data, as a JSON object; '' takes it away",
      source: "new source; '' takes it away",
      keywords: `new keywords, ${takesList}; '' takes them away`,
      pinned: 'always show it first',
      expiresAt: "gone from this time on; '' for never",
      ttlMs: 'milliseconds until it is gone',
      ifRevision: onlyAtRevision,
      sessionKey,
    },
    negatable: ['pinned'],
    examples: ['ilab-memory update ui/theme --content light --if-revision 1'],
    view: views.updated,
  },
  mem_approve: {
    words: 'approve',
    about: 'makes a proposal a part of the memory',
    argument: refArgument,
    fields: { ...ofObservation, ifRevision: onlyAtRevision, sessionKey },
    examples: ['ilab-memory list --status pending', 'ilab-memory approve 12 --if-revision 1'],
    view: views.approved,
  },
}
