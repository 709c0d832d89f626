import { execFile } from 'node:child_process'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { cp, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { vi } from 'vitest'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly files: readonly string[]
  readonly exports: Readonly<Record<string, string>>
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly bin: Readonly<Record<string, string>>
  readonly engines: { readonly node: string }
}

export const run = promisify(execFile)
export const root = join(import.meta.dirname, '../..')
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest

/** A copy of the sources with all that is published, and a user's project that has it and its dependencies only. */
export interface PublishedPackage {
  readonly published: string
  readonly project: string
}

/** Builds the package from the sources into a project. The test files of a run share it: a build takes long. */
export async function publishedPackage(): Promise<PublishedPackage> {
  const newest = Math.max(...globSync('{src,build}/**/*.ts', { cwd: root }).map(changedAt))
  const project = join(tmpdir(), `ilab-memory-project-${newest}`)
  const building = `${project}.building`
  while (!existsSync(project)) {
    if (await isMade(building)) {
      try {
        await build(building)
        await rename(building, project)
      } finally {
        await rm(building, { recursive: true, force: true })
      }
    } else await vi.waitUntil(() => !existsSync(building), { timeout: 120_000 })
  }
  return { project, published: join(project, 'node_modules', manifest.name) }
}

/** Leaves out what the tests have installed for themselves: half a gigabyte. */
function isOurs(path: string): boolean {
  return !path.includes('node_modules', root.length)
}

function changedAt(file: string): number {
  return statSync(join(root, file)).mtimeMs
}

/** Makes a folder, unless another process has been quicker. */
async function isMade(folder: string): Promise<boolean> {
  return mkdir(folder).then(
    () => true,
    () => false,
  )
}

async function build(project: string): Promise<void> {
  const modules = join(project, 'node_modules')
  const published = join(modules, manifest.name)
  const dist = join(published, 'dist')
  await mkdir(published, { recursive: true })
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  await run(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', dist])
  await run(process.execPath, [join(root, 'build/write-openapi.ts'), dist])
  await run(process.execPath, [join(root, 'build/bundle.ts'), dist])
  const present = await readdir(root)
  for (const name of [...manifest.files, 'package.json', 'src', 'test', 'tsconfig.json']) {
    if (name !== 'dist' && present.includes(name))
      await cp(join(root, name), join(published, name), { recursive: true, filter: isOurs })
  }
  for (const name of Object.keys(manifest.dependencies)) {
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(join(root, 'node_modules', name), join(modules, name))
  }
  await writeFile(join(project, 'package.json'), '{ "type": "module" }')
}
