import { globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'

/**
 * Counts what makes the project's English hard to read, area by area: folders of `src`, tests, benches, build, examples,
 * and each page. `node test/plain-english.ts --tighten` lowers the budget of each area to its count.
 */
export interface Count {
  /** Lines of comments, or of the page. */
  readonly lines: number
  /** Pronouns that stand for a person or program that could be named. */
  readonly pronouns: number
  /** Doc comments that begin with a question word or a conjunction. */
  readonly openings: number
  /** Lines over 130 characters, outside tables and blocks of code. */
  readonly longLines: number
  /** Guides without a block of code in their first 25 lines. */
  readonly lateBlocks: number
}

/** Counts of one area that are still allowed. */
export type Budget = Partial<Omit<Count, 'lines'>>

const root = join(import.meta.dirname, '..')
const budgetFile = join(import.meta.dirname, 'plain-english-budget.json')
const pronoun = /\b(whoever|whatever|whichever|whom|whose|nobody|somebody|anybody|everybody)\b/gi
const opening = /^(what|how|whether|where|who|which|why|if|that)\b/i
const none: Count = { lines: 0, pronouns: 0, openings: 0, longLines: 0, lateBlocks: 0 }

/** Counts every area of the project. */
export function countAreas(): ReadonlyMap<string, Count> {
  const areas = new Map<string, Count>()
  const add = (area: string, count: Count): void => void areas.set(area, sum(areas.get(area) ?? none, count))
  for (const folder of ['src', 'test', 'bench', 'build', 'examples'])
    for (const name of filesIn(folder, '.ts').filter(isOrdinary)) add(areaOf(name), countComments(read(name)))
  for (const name of [...rootPages(), ...filesIn('docs', '.md')])
    add(name.startsWith('docs/decisions/') ? 'docs/decisions' : name, countPage(name, read(name)))
  return areas
}

/** Reads the budget: areas that may have more than none, until they are rewritten. */
export function readBudget(): Readonly<Record<string, Budget>> {
  return JSON.parse(readFileSync(budgetFile, 'utf8')) as Record<string, Budget>
}

/** Lists what exceeds the budget: fewer than two pronouns in a thousand lines, and none of the rest, need none. */
export function excessOf({ lines, ...found }: Count, budget: Budget = {}): Budget {
  const free: Budget = { pronouns: Math.floor((2 * lines) / 1000) }
  const kinds = Object.keys(found) as (keyof typeof found)[]
  const over = kinds.filter((kind) => found[kind] > Math.max(budget[kind] ?? 0, free[kind] ?? 0))
  return Object.fromEntries(over.map((kind) => [kind, found[kind]]))
}

/** Counts in the comments of a source file. */
export function countComments(text: string): Count {
  const blocks = [...text.matchAll(/\/\*\*([\s\S]*?)\*\//g)].map(([, body = '']) =>
    body.replaceAll(/^\s*\* ?/gm, '').trim(),
  )
  const lines = commentLines(text)
  return {
    ...none,
    lines: lines.length,
    pronouns: lines.join('\n').match(pronoun)?.length ?? 0,
    openings: blocks.filter((body) => opening.test(body)).length,
  }
}

/** Counts in a page of Markdown. */
export function countPage(name: string, text: string): Count {
  const lines = text.split('\n')
  const prose = withoutBlocks(lines)
  const isGuide = name.startsWith('docs/') && !name.startsWith('docs/decisions/')
  return {
    lines: lines.length,
    pronouns: prose.join('\n').match(pronoun)?.length ?? 0,
    openings: 0,
    longLines: prose.filter((line) => line.length > 130 && !line.startsWith('|')).length,
    lateBlocks: isGuide && !lines.slice(0, 25).some((line) => line.startsWith('```')) ? 1 : 0,
  }
}

/** The comments of a file, a line each. */
function commentLines(text: string): string[] {
  let isInside = false
  return text.split('\n').flatMap((line) => {
    const starts = line.trimStart().startsWith('/*')
    const isBlock = isInside || starts
    if (starts) isInside = true
    if (line.includes('*/')) isInside = false
    return isBlock ? [line] : (/(?:^|\s)(\/\/ .*)/.exec(line)?.slice(1) ?? [])
  })
}

function withoutBlocks(lines: readonly string[]): string[] {
  let isInside = false
  return lines.filter((line) => {
    const isFence = line.trimStart().startsWith('```')
    if (isFence) isInside = !isInside
    return !isFence && !isInside
  })
}

/** Tells whether a file's comments are its own: the test of this count holds samples of what it counts. */
function isOrdinary(name: string): boolean {
  return name !== 'test/plain-english.test.ts'
}

function areaOf(name: string): string {
  const [folder = '', part = ''] = name.split('/')
  return folder === 'src' ? `src/${part}` : folder
}

function filesIn(folder: string, ending: string): string[] {
  return globSync(`${folder}/**/*${ending}`, { cwd: root, exclude: (name) => name === 'node_modules' })
    .map((name) => name.split(sep).join('/'))
    .toSorted()
}

function rootPages(): string[] {
  return readdirSync(root).filter((name) => name.endsWith('.md'))
}

function read(name: string): string {
  return readFileSync(join(root, name), 'utf8')
}

function sum(one: Count, other: Count): Count {
  const kinds = Object.keys(none) as (keyof Count)[]
  return Object.fromEntries(kinds.map((kind) => [kind, one[kind] + other[kind]])) as unknown as Count
}

/** Lowers each budget to the count, and takes out what needs none any more. It never raises one. */
function tighten(): void {
  const before = readBudget()
  const after = [...countAreas()].flatMap(([area, count]) => {
    const needed = Object.entries(excessOf(count)) as [keyof Budget, number][]
    const kept = needed.flatMap(([kind, found]) => {
      const allowed = before[area]?.[kind] ?? 0
      return allowed === 0 ? [] : [[kind, Math.min(found, allowed)]]
    })
    return kept.length === 0 ? [] : [[area, Object.fromEntries(kept)]]
  })
  writeFileSync(budgetFile, `${JSON.stringify(Object.fromEntries(after), null, 2)}\n`)
}

if (process.argv.includes('--tighten')) tighten()
