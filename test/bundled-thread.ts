import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { Plugin } from 'vitest/config'

const sources = join(import.meta.dirname, '../src/stores/threads')

/**
 * Builds the program of the stores' threads into one file, once for a run. A thread from the sources loads a hundred
 * modules and strips their types, which takes most of its start, and the tests start hundreds. Child processes, and the
 * tests of the installed package, start their threads in the ordinary way.
 */
export default async function setUp(): Promise<void> {
  // In the folder of this run.
  const outfile = join(tmpdir(), 'thread/ilab-memory-thread.mjs')
  process.env['ILAB_TEST_THREAD'] = pathToFileURL(outfile).href
  await build({
    entryPoints: [join(sources, 'ilab-memory-thread.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    sourcemap: true,
  })
}

/** Lets the stores under test find that bundle. */
export function bundledThread(): Plugin {
  return {
    name: 'bundled-thread',
    load: (id) =>
      id === join(sources, 'program.ts')
        ? 'export const threadProgram = () => new URL(process.env.ILAB_TEST_THREAD)'
        : null,
  }
}
