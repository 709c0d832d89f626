/**
 * Ends the build: puts the compiled modules, and the part of zod that they use, together into a few files. A program that
 * imports the library, and every command, loads some 5 files instead of 140: most of their start is spent on loading.
 *
 * Takes the folder of the compiled modules; without one it is `dist`. Declarations stay as the compiler wrote them. `cli/bin.js` stays alone, since an old Node must be able to read it.
 */
import { copyFileSync, globSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build as scan, type Plugin } from 'esbuild'
import { rolldown } from 'rolldown'

const root = join(import.meta.dirname, '..')
const packages = join(root, 'node_modules')
const dist = resolve(process.argv[2] ?? join(root, 'dist'))
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string>>
}
const commands = ['./dist/cli/main.js', './dist/cli/hook/main.js']
const entries = [...Object.values(exports).filter((path) => path.endsWith('.js')), ...commands].map((path) =>
  path.slice('./dist/'.length, -'.js'.length),
)

/** Every package but zod/mini is left to the application's own installation. */
const isOutside = (id: string): boolean => /^[^./]/.test(id) && id !== 'zod/mini'

const outside: Plugin = {
  name: 'outside',
  setup: (scanning) => {
    scanning.onResolve({ filter: /^[^./]/ }, ({ path }) =>
      isOutside(path) ? { path, external: true } : undefined,
    )
  },
}

/** The modules that an entry loads at once, by their absolute paths. */
async function modulesOf(entry: string): Promise<ReadonlySet<string>> {
  const { metafile } = await scan({
    entryPoints: [join(dist, `${entry}.js`)],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    outdir: dist,
    write: false,
    metafile: true,
    nodePaths: [packages],
    plugins: [outside],
  })
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint?.endsWith(`${entry}.js`))
  const loaded = new Set(Object.keys(output?.inputs ?? {}))
  const visit = (imports: readonly { path: string; kind: string }[]): void => {
    for (const { path, kind } of imports) {
      const chunk = kind === 'import-statement' ? metafile.outputs[path] : undefined
      if (chunk === undefined) continue
      for (const input of Object.keys(chunk.inputs)) loaded.add(input)
      visit(chunk.imports)
    }
  }
  visit(output?.imports ?? [])
  return new Set([...loaded].map((path) => resolve(path)))
}

const client = await modulesOf('client/index')
const library = await modulesOf('index')
const bundle = await rolldown({
  input: {
    ...Object.fromEntries(entries.map((entry) => [entry, join(dist, `${entry}.js`)])),
    // Beside the chunks, where the code that starts a thread looks for it.
    'chunks/ilab-memory-thread': join(dist, 'stores/threads/ilab-memory-thread.js'),
  },
  external: isOutside,
  resolve: { modules: [packages] },
  platform: 'node',
})
const { output } = await bundle.write({
  dir: dist,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  sourcemap: true,
  // Shorter text compiles sooner. Names stay, for stack traces.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  codeSplitting: {
    // What a browser loads holds nothing of Node: it stays apart from the rest of the library.
    groups: [
      { name: 'client', test: (id: string) => client.has(id), priority: 2 },
      { name: 'library', test: (id: string) => library.has(id), priority: 1 },
      // Small files that most adapters load: each file of its own would cost them half a millisecond.
      { name: 'adapters', test: /dist\/adapters\/(shared|hosts)\// },
    ],
  },
})
await bundle.close()

const kept = new Set([...output.map(({ fileName }) => fileName), 'cli/bin.js', 'cli/bin.js.map'])
for (const name of globSync('**/*.{js,js.map}', { cwd: dist })) if (!kept.has(name)) rmSync(join(dist, name))
copyFileSync(join(packages, 'zod/LICENSE'), join(dist, 'LICENSE-zod.txt'))
