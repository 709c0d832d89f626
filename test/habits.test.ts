import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const manifest = JSON.parse(read('package.json')) as {
  readonly engines: { readonly node: string }
  readonly scripts: Record<string, string>
  readonly devDependencies: Record<string, string>
}

const yamlFiles = globSync(['.github/**/*.yml'], { cwd: root }).toSorted()
const workflows = globSync(['.github/workflows/*.yml'], { cwd: root }).toSorted()
/** Actions that may run with the project's permissions, each pinned by its major version. */
const allowedActions =
  /^(actions\/checkout|actions\/setup-node|actions\/upload-artifact|oven-sh\/setup-bun|denoland\/setup-deno)@v\d+$/

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Record<string, unknown>
}
interface Workflow {
  readonly permissions?: Record<string, string>
  readonly jobs: Record<
    string,
    {
      readonly uses?: string
      readonly needs?: string
      readonly permissions?: Record<string, string>
      readonly 'timeout-minutes'?: number
      readonly strategy?: { readonly matrix: { readonly node: readonly number[] } }
      readonly steps?: readonly Step[]
    }
  >
}

const workflowOf = (path: string): Workflow => parse(read(path)) as Workflow
const stepsOf = (path: string): Step[] =>
  Object.values(workflowOf(path).jobs).flatMap(({ steps = [] }) => steps)

describe('the files of a public project', () => {
  test.for(yamlFiles)('%s is YAML without duplicates', (path) => {
    expect(parse(read(path), { uniqueKeys: true, strict: true })).toBeTypeOf('object')
  })

  const naming = ['CONTRIBUTING.md', 'README.md', '.ci/run', '.ci/on-node', '.ci/compatibility', ...workflows]
  test.for([...naming, '.github/pull_request_template.md'])('every script that %s names exists', (path) => {
    const named = [...read(path).matchAll(/npm (?:run )?([a-z][\w:-]*)/g)].map(([text, name = '']) => ({
      name,
      isRun: text.startsWith('npm run '),
    }))
    const scripts = named.filter(({ isRun, name }) => isRun || name === 'test').map(({ name }) => name)
    expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([])
  })

  test.for(workflows)('every file that %s runs or tests exists', (path) => {
    const run = stepsOf(path)
      .map((step) => step.run ?? '')
      .join('\n')
    const files = [...run.matchAll(/(?:^|\s)((?:\.ci|test)\/[\w./-]+)/g)].map(([, file = '']) => file)
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
  })
})

describe('a workflow', () => {
  test.for(workflows)('%s runs no action beyond the agreed ones', (path) => {
    const used = stepsOf(path).flatMap(({ uses }) => uses ?? [])
    expect(used.filter((action) => !allowedActions.test(action))).toEqual([])
  })

  test.for(workflows)('%s may read the repository and nothing else, and every job ends', (path) => {
    const { permissions, jobs } = workflowOf(path)
    expect(permissions).toEqual({ contents: 'read' })
    const endless = Object.entries(jobs).filter(
      ([, job]) => job.uses === undefined && job['timeout-minutes'] === undefined,
    )
    expect(endless).toEqual([])
  })

  test('tests run on the oldest Node that the package takes, on the development Node and on a newer one', () => {
    const nodes = workflowOf('.github/workflows/test.yml').jobs['node']?.strategy?.matrix.node ?? []
    const oldest = Number(/\d+/.exec(manifest.engines.node)?.[0])
    const development = Number(/\d+/.exec(manifest.devDependencies['node'] ?? '')?.[0])
    expect(nodes).toEqual([oldest, development, expect.any(Number)])
    expect(nodes.at(-1)).toBeGreaterThan(development)
    expect(read('.nvmrc').trim()).toBe(String(development))
  })

  test('a release waits for the tests and proves its origin', () => {
    const { jobs } = workflowOf('.github/workflows/release.yml')
    expect(jobs['publish']?.needs).toBe('test')
    expect(jobs['test']?.uses).toBe('./.github/workflows/test.yml')
    expect(jobs['publish']?.permissions).toEqual({ contents: 'read', 'id-token': 'write' })
    expect(jobs['publish']?.steps?.at(-1)?.run).toContain('--provenance')
  })
})

describe('modules that test files share', () => {
  const modules = globSync('test/**/*.ts', { cwd: root, exclude: (name) => name === 'node_modules' }).filter(
    (name) => !name.endsWith('.test.ts'),
  )

  test('set up nothing when they are loaded: a process loads each once, and runs many files', () => {
    const hook = /^(?:before|after)(?:All|Each)\(|^(?:export )?const \w+.* = storeSubjects\(/m
    expect(modules.length).toBeGreaterThan(30)
    expect(modules.filter((name) => hook.test(read(name)))).toEqual([])
  })
})
