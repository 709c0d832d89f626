import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The project that has the packed package and every tool installed. */
    readonly project: string
    /** Path of the packed package. */
    readonly packed: string
  }
}

const root = join(import.meta.dirname, '../..')
const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']

/** Installs the tools and the package, as it is published, into a project that the tests share. */
export default function setup({ provide }: TestProject): () => void {
  const project = realpathSync(mkdtempSync(join(tmpdir(), 'ilab-memory-bundles-')))
  const npm = (args: readonly string[], cwd: string): string =>
    execFileSync('npm', args, { cwd, encoding: 'utf8' })
  cpSync(join(import.meta.dirname, 'tools'), project, { recursive: true })
  npm(['install', ...quietly], project)
  const [packed = ''] = npm(['pack', '--loglevel=error', '--pack-destination', project], root)
    .trim()
    .split('\n')
    .slice(-1)
  npm(['install', '--no-save', ...quietly, join(project, packed)], project)
  provide('project', project)
  provide('packed', join(project, packed))
  return () => rmSync(project, { recursive: true, force: true })
}
