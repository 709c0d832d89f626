import type { OperationName } from '../../../wire/operations.ts'
import * as views from '../../terminal/views.ts'
import { journal } from '../../terminal/page-views.ts'
import type { OperationCommand } from './operation-command.ts'

/** Operations by which a user governs the memory, as commands. */
export const governanceCommands: {
  readonly [
    Name in Extract<OperationName, 'mem_pause' | 'mem_resume' | 'mem_settings' | 'mem_journal'>
  ]: OperationCommand<Name>
} = {
  mem_pause: {
    words: 'pause',
    about: "pauses saving, recall or both, on the user's own wish",
    fields: { saving: 'keep nothing new; without a flag, both', recall: 'show nothing of the memory' },
    examples: ['ilab-memory pause --user ada', 'ilab-memory pause --saving --user ada'],
    view: views.settings,
  },
  mem_resume: {
    words: 'resume',
    about: 'resumes saving and recall',
    fields: {},
    examples: ['ilab-memory resume --user ada'],
    view: views.settings,
  },
  mem_settings: {
    words: 'settings',
    about: 'shows what the user has paused',
    fields: {},
    examples: ['ilab-memory settings --user ada', 'ilab-memory settings --user ada --json'],
    view: views.settings,
  },
  mem_journal: {
    words: 'journal',
    about: 'lists the reads that gave memory out, newest first, a page at a time',
    fields: { limit: 'entries at most (50)', cursor: 'goes on where an earlier page ended' },
    examples: ['ilab-memory journal --user ada', 'ilab-memory journal --user ada --limit 20 --json'],
    view: journal,
  },
}
