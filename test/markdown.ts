import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** Every Markdown file of the repository, as a path from its root. */
export const pages: readonly string[] = ['*.md', 'docs/**/*.md']
  .flatMap((pattern) => globSync(pattern, { cwd: root }))
  .toSorted()

/** Pages with programs that import a framework, which `npm run test:frameworks` installs. */
export const adapterPages: readonly string[] = pages.filter((page) => page.startsWith('docs/adapters/'))

export function readPage(page: string): string {
  return readFileSync(join(root, page), 'utf8')
}

/** A fenced block: its language, its text, and where it stands. */
interface Block {
  readonly language: string
  readonly text: string
  readonly line: number
}

function blocksOf(page: string): Block[] {
  const text = readPage(page)
  return [...text.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
    line: text.slice(0, match.index).split('\n').length,
  }))
}

/** One block of a program, and what it prints. */
interface Step {
  readonly line: number
  readonly code: string
  /** The `text` block that follows it; empty where none does. */
  readonly output: string
}

/** A program of a page: it begins with a block that imports the library, and goes on with the blocks after it. */
export interface Program {
  readonly name: string
  readonly steps: readonly Step[]
}

/** Every `ts` block of a page belongs to a program; a `text` block right behind one holds what that block prints. */
export function programsOf(page: string): Program[] {
  const blocks = blocksOf(page)
  const programs: { name: string; steps: Step[] }[] = []
  for (const [i, { language, text: code, line }] of blocks.entries()) {
    if (language !== 'ts') continue
    const next = blocks[i + 1]
    const step = { line, code, output: next?.language === 'text' ? next.text : '' }
    if (/^import [^']*'ilab-memory/m.test(code)) programs.push({ name: `${page}:${line}`, steps: [step] })
    else if (programs.length > 0) programs.at(-1)?.steps.push(step)
    else throw new Error(`${page}:${line}: the first ts block of a page must import the library`)
  }
  return programs
}

/** The program as one module that imports the sources, and prints a mark before each step. */
export function toModule({ steps }: Program, mark: string): string {
  const code = steps.map((step) => `console.log('${mark}')\n${step.code}`).join('\n')
  return code.replaceAll(/'ilab-memory(\/[\w-]+)?'/g, (_, entry = '') => `'${sourceOf(`.${entry}`)}'`)
}

/** The source file behind an entry of the package. */
function sourceOf(entry: string): string {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, string>
  }
  return join(root, (exports[entry] ?? '').replace('./dist/', 'src/').replace(/\.js$/, '.ts'))
}

/** Relative links of a page that lead nowhere: to a file, or to a heading of a Markdown file. */
export function deadLinks(page: string): string[] {
  const prose = readPage(page).replaceAll(/^```[\s\S]*?^```$/gm, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z]+:/.test(link) && !leadsSomewhere(page, link))
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  if (!existsSync(join(root, target))) return false
  return anchor === undefined || anchorsOf(readPage(target)).includes(anchor)
}

/** The anchors that headings get: lower case, spaces to hyphens, other signs dropped. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
