import { filterOf, readListQuery } from '../../page/request/list-query.ts'
import type { Route } from '../../page/request/routes.ts'
import type { AddedLink } from '../../page/request/additions.ts'
import type { Visit } from '../../page/request/visit.ts'
import type { DoctorReport } from '../../maintenance/doctor.ts'
import { estimateTokens } from '../../memory/context/tokens.ts'
import { studyContext } from './reads/context.ts'
import { lastDays } from './reads/days.ts'
import { recall } from './reads/recall.ts'
import type { StudioTexts } from './texts/en.ts'
import { studioTexts } from './texts/studio-texts.ts'
import { contextPath, showContext } from './views/context-view.ts'
import { healthPath, showHealth } from './views/health-view.ts'
import { journalPath, showJournal } from './views/journal-view.ts'
import { recallPath, showRecall } from './views/recall-view.ts'

/** Checks the store; null where it is none in files. */
export type CheckStore = (() => Promise<DoctorReport>) | null

/** Path on which a person chooses the user. */
export const userPath = '/studio/user'

const defaultTokens = 1_000
const mostTokens = 100_000
const defaultShare = 0.5
const entriesShown = 50

/** Links of the studio, after those of the user's page. */
export const studioLinks: readonly AddedLink[] = [
  link(recallPath, (texts) => texts.recall.link),
  link(contextPath, (texts) => texts.context.link),
  link(journalPath, (texts) => texts.journal.link),
  link(healthPath, (texts) => texts.health.link),
  link(userPath, (texts) => texts.choose.link),
]

function link(path: string, name: (texts: StudioTexts) => string): AddedLink {
  return { path, title: (language) => name(studioTexts(language)) }
}

/** Makes the addresses of the studio beside those of the user's page. */
export function createStudioRoutes(check: CheckStore): readonly Route[] {
  return [
    { method: 'GET', path: recallPath, run: viewRecall },
    { method: 'GET', path: contextPath, run: viewContext },
    { method: 'GET', path: journalPath, run: viewJournal },
    { method: 'GET', path: healthPath, run: (visit) => viewHealth(visit, check, null) },
    {
      method: 'POST',
      path: healthPath,
      run: async (visit) => viewHealth(visit, check, check === null ? null : await check()),
    },
  ]
}

async function viewRecall(visit: Visit): Promise<Response> {
  const query = readListQuery(visit.query)
  const minShare = numberOf(visit, 'minShare', 0, 1) ?? 0
  const types = Object.keys((await visit.user.stats()).byType).toSorted()
  const found =
    query.text === ''
      ? null
      : await recall(visit.user, { text: query.text, filter: filterOf(query), minShare })
  return showRecall(visit, { query, minShare, types }, found)
}

async function viewContext(visit: Visit): Promise<Response> {
  const asked = {
    text: visit.query.get('q') ?? '',
    maxTokens: Math.round(numberOf(visit, 'maxTokens', 1, mostTokens) ?? defaultTokens),
    minShare: numberOf(visit, 'minShare', 0, 1) ?? defaultShare,
  }
  const studied = await studyContext(visit.user, asked)
  return showContext(visit, asked, studied, estimateTokens(studied.context.text))
}

async function viewJournal(visit: Visit): Promise<Response> {
  const cursor = visit.query.get('cursor')
  return showJournal(visit, await visit.user.journal({ limit: entriesShown, cursor }))
}

async function viewHealth(visit: Visit, check: CheckStore, report: DoctorReport | null): Promise<Response> {
  const [stats, days] = await Promise.all([visit.user.stats(), lastDays(visit.user)])
  return showHealth(visit, { stats, days, hasCheck: check !== null, report })
}

/** Reads a number of the address within bounds; null where it is none. */
function numberOf({ query }: Visit, name: string, least: number, most: number): number | null {
  const text = query.get(name) ?? ''
  const number = Number(text)
  return text.trim() === '' || Number.isNaN(number) ? null : Math.min(most, Math.max(least, number))
}
