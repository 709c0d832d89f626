import {
  eraseMemory,
  exportMemory,
  keepPreferences,
  goToControl,
  pauseOrResume,
  viewControl,
  viewPrint,
} from './actions/control-actions.ts'
import { askForget, askForgetMany, forgetMany, forgetOne } from './actions/forget-actions.ts'
import { importMemory } from './actions/import-actions.ts'
import { listMemories } from './actions/list-actions.ts'
import {
  keepEdit,
  pinMemory,
  revertMemory,
  viewEdit,
  viewHistory,
  viewMemory,
} from './actions/memory-actions.ts'
import { approveProposal, viewReview } from './actions/review-actions.ts'
import { viewSessions } from './actions/session-actions.ts'
import type { Route } from './request/routes.ts'

/** Every address of the page. */
export function createRoutes(basePath: string): readonly Route[] {
  return [
    { method: 'GET', path: '/', run: listMemories },
    { method: 'GET', path: '/memories/:', run: viewMemory },
    { method: 'GET', path: '/memories/:/edit', run: viewEdit },
    { method: 'POST', path: '/memories/:/edit', run: keepEdit },
    { method: 'POST', path: '/memories/:/pin', run: pinMemory },
    { method: 'GET', path: '/memories/:/history', run: viewHistory },
    { method: 'POST', path: '/memories/:/revert', run: revertMemory },
    { method: 'GET', path: '/memories/:/forget', run: askForget },
    { method: 'POST', path: '/memories/:/forget', run: forgetOne },
    { method: 'GET', path: '/forget', run: askForgetMany },
    { method: 'POST', path: '/forget', run: forgetMany },
    { method: 'GET', path: '/review', run: viewReview },
    { method: 'POST', path: '/review/:/approve', run: approveProposal },
    { method: 'GET', path: '/sessions', run: viewSessions },
    { method: 'GET', path: '/control', run: viewControl },
    { method: 'POST', path: '/control/pause', run: pauseOrResume },
    { method: 'GET', path: '/export', run: exportMemory },
    { method: 'GET', path: '/print', run: viewPrint },
    { method: 'POST', path: '/import', run: importMemory },
    { method: 'POST', path: '/erase', run: eraseMemory },
    // A browser asks for these when the answer to a form is shown in another language or loaded anew.
    { method: 'GET', path: '/import', run: goToControl },
    { method: 'GET', path: '/erase', run: goToControl },
    { method: 'GET', path: '/control/pause', run: goToControl },
    { method: 'POST', path: '/preferences', run: (visit) => keepPreferences(visit, basePath) },
  ]
}
