import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const budget = 25_000

test(`the client comes to at most ${budget} bytes in a browser, minified and compressed`, async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(import.meta.dirname, '../../src/client/index.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    write: false,
    outdir: 'unwritten',
  })
  const carried = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
  const languages = carried.filter(
    ([path, { bytesInOutput }]) => path.includes('/locales/') && bytesInOutput > 0,
  )
  expect(languages).toEqual([])
  expect(gzipSync(outputFiles[0]!.contents, { level: 9 }).length).toBeLessThanOrEqual(budget)
})
