import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { errorForms } from '../../src/core/errors/error-forms.ts'
import { minimumNode, supportedNode } from '../../src/stores/sqlite/file/runtime.ts'
import { isLong, patience } from '../fault/rounds.ts'
import { manifest, publishedPackage, root, run } from '../package/published-package.ts'
import { freshFolder, plainEnvironment } from './command.ts'

const folder = freshFolder()
const project = join(folder, 'project')
const installed = join(project, 'node_modules', 'ilab-memory')

interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

async function result(
  file: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Result> {
  try {
    const ran = await run(file, args, { cwd: project, env: { ...plainEnvironment(folder), ...env } })
    return { code: 0, ...ran }
  } catch (error) {
    const { code, stdout, stderr } = error as Result
    return { code, stdout, stderr }
  }
}

/** Installs the package as npm does: the packed files beside the dependencies, with the command linked. */
beforeAll(async () => {
  const { published } = await publishedPackage()
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: published })
  mkdirSync(installed, { recursive: true })
  const { version, dependencies, bin } = manifest
  execFileSync('tar', [
    '-xzf',
    join(folder, `ilab-memory-${version}.tgz`),
    '-C',
    installed,
    '--strip-components=1',
  ])
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(project, 'node_modules', name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name))
  }
  mkdirSync(join(project, 'node_modules', '.bin'))
  for (const [name, path] of Object.entries(bin)) {
    execFileSync('chmod', ['+x', join(installed, path)])
    symlinkSync(join('..', 'ilab-memory', path), join(project, 'node_modules', '.bin', name))
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
}, 120_000)

const command = join(project, 'node_modules', '.bin', 'ilab-memory')

describe('the installed package', () => {
  test('runs through its link, from any folder', async () => {
    expect(await result(command, ['--version'])).toEqual({
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    })
    const env = { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: './memory.db' }
    const saved = await result(
      command,
      ['save', '--type', 'profile', '--title', 'Name', '--content', 'Ada'],
      env,
    )
    expect(saved).toEqual({ code: 0, stdout: 'Saved #1\n', stderr: '' })
    expect(await result(command, ['search', 'name', '--json'], env)).toMatchObject({ code: 0, stderr: '' })
  })

  test('npx finds it', { timeout: patience }, async () => {
    const { code, stdout } = await result('npx', ['--no-install', 'ilab-memory', '--help'])
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Usage: ilab-memory \[options\] \[command\]\n/),
    })
  })
})

const save = ['save', '--type', 'profile', '--title', 'Name', '--content', 'Ada']

describe('R26 a Node that is too old', () => {
  test('the version that is asked for is the one that the store needs', () => {
    const bin = readFileSync(join(installed, 'dist/cli/bin.js'), 'utf8')
    expect(bin).toContain(`neededNode = [${minimumNode.replaceAll('.', ', ')}]`)
    expect(bin).toContain(`supportedNode = '${supportedNode}'`)
    expect(bin).toContain(`unsupportedRuntime = ${errorForms.unsupported_runtime.exitCode}`)
    // Syntax that an older Node would not even parse.
    expect(bin).not.toMatch(/^import |\?\.|\?\?|\bawait\b|#\w+\s*[=(]|\|\|=/m)
  })

  const old = oldNodeOnPath()

  test.runIf(old !== null)('the one of this machine is refused in one sentence', async () => {
    await expectRefusal(old!.path, old!.version)
  })

  // Downloads a runtime each: not in every run.
  test.runIf(isLong).each(['12.22.12', '14.21.3', '18.20.8', '20.19.5', '22.4.0'])(
    '%s is refused in one sentence',
    { timeout: patience },
    async (version) => {
      await expectRefusal(installNode(version), version)
    },
  )

  test.runIf(isLong)('22.16.0, whose SQLite is too old, too', { timeout: patience }, async () => {
    const { code, stdout, stderr } = await result(installNode('22.16.0'), [
      join(installed, 'dist/cli/bin.js'),
      ...save,
      '--user',
      'ada',
    ])
    expect({ code, stdout }).toEqual({ code: errorForms.unsupported_runtime.exitCode, stdout: '' })
    expect(stderr).toMatch(/^Node 22\.16\.0 brings SQLite 3\.49\.1, .* \(unsupported_runtime\)\n$/)
  })

  test.runIf(isLong)(
    'the newest of the oldest line works, without a warning',
    { timeout: patience },
    async () => {
      const node = installNode('22')
      const env = { ILAB_MEMORY_USER: 'eve', ILAB_MEMORY_DB_PATH: './of-22.db' }
      const { code, stderr } = await result(node, [join(installed, 'dist/cli/bin.js'), ...save], env)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    },
  )
})

async function expectRefusal(node: string, version: string): Promise<void> {
  const bin = join(installed, 'dist/cli/bin.js')
  const message = `ilab-memory needs ${supportedNode}, and this is Node ${version}`
  const refused = { code: errorForms.unsupported_runtime.exitCode, stdout: '' }
  expect(await result(node, [bin, 'stats'])).toEqual({
    ...refused,
    stderr: `${message} (unsupported_runtime)\n`,
  })
  const { stderr, ...rest } = await result(node, [bin, 'stats', '--json'])
  expect(rest).toEqual(refused)
  expect(JSON.parse(stderr)).toEqual({ error: { code: 'unsupported_runtime', message } })
}

/** A Node outside this repository's own that is older than what we need; null where there is none. */
function oldNodeOnPath(): { path: string; version: string } | null {
  for (const path of ['/usr/bin/node', '/usr/local/bin/node']) {
    if (!existsSync(path)) continue
    const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().slice(1)
    if (Number.parseInt(version, 10) < 22) return { path, version }
  }
  return null
}

function installNode(release: string): string {
  const place = freshFolder()
  execFileSync('npm', [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefix',
    place,
    `node@${release}`,
  ])
  return join(place, 'node_modules', '.bin', 'node')
}
