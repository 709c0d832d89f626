/**
 * Ends the build: puts the compiled modules, and the packages that they use a small part of, together into a few files. A program that
 * imports the library, and every command, loads some 5 files instead of 140: most of their start is spent on loading.
 *
 * Takes the folder of the compiled modules; without one it is `dist`. Declarations stay as the compiler wrote them. `cli/bin.js` stays alone, since an old Node must be able to read it.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build as scan, type Plugin } from 'esbuild'
import { rolldown } from 'rolldown'
import type { ScriptName } from '../src/page/assets/script-text.ts'
import { browserScript } from './browser-script.ts'

const root = join(import.meta.dirname, '..')
const packages = join(root, 'node_modules')
const dist = resolve(process.argv[2] ?? join(root, 'dist'))
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, string>>
}
/** Entries by the place that they had before their rooms moved: programs that load a folder `dist` by its paths find them there. */
const formerPlaces = { 'http/index': 'server/http/index', 'mcp/index': 'server/mcp/index' }
/** Modules that `cli/bin.js` loads, one after the other. */
const commands = ['process-setup', 'main', 'hook/run'].map((name) => `./dist/cli/${name}.js`)
const entries = [...Object.values(exports).filter((path) => path.endsWith('.js')), ...commands].map((path) =>
  path.slice('./dist/'.length, -'.js'.length),
)

/**
 * Packages with parts that come along, and with their licences. A file of each stemmer would take a start longer than all
 * of them together, and an index must be read by the stemmers that wrote it.
 */
const inside = /^(zod\/mini|@orama\/stemmers\/\w+|stemmer)$/
const licences = {
  zod: 'zod/LICENSE',
  '@orama/stemmers': '@orama/stemmers/LICENSE.md',
  stemmer: 'stemmer/license',
}

/** Every other package is left to the application's own installation. */
const isOutside = (id: string): boolean => /^[^./]/.test(id) && !inside.test(id)

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

const isIn = (room: string, id: string): boolean => id.startsWith(join(dist, room, '/'))
const client = await modulesOf('client/index')
const library = await modulesOf('index')
const scripts: Readonly<Record<ScriptName, string>> = {
  main: await browserScript('main'),
  'element/main': await browserScript('element/main'),
}
const bundle = await rolldown({
  input: {
    ...Object.fromEntries(entries.map((entry) => [entry, join(dist, `${entry}.js`)])),
    // Beside the chunks, where the code that starts a thread looks for it.
    'chunks/ilab-memory-thread': join(dist, 'stores/threads/ilab-memory-thread.js'),
  },
  external: isOutside,
  resolve: { modules: [packages] },
  platform: 'node',
  plugins: [
    {
      name: 'page-script',
      load: (id) =>
        id === join(dist, 'page/assets/script-text.js')
          ? `const texts = ${JSON.stringify(scripts)}\nexport const scriptText = async (name) => texts[name]`
          : null,
    },
  ],
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
      {
        name: 'core',
        test: (id: string) => client.has(id) && (library.has(id) || isIn('core', id)),
        priority: 3,
      },
      // The operations of the wire take no time from a program that works on its own memory.
      { name: 'wire', test: (id: string) => client.has(id) && isIn('wire', id), priority: 2 },
      { name: 'library', test: (id: string) => library.has(id), priority: 1 },
      // Small files that most adapters load: each file of its own would cost them half a millisecond.
      { name: 'adapters', test: /dist\/adapters\/(shared|hosts|anthropic)\//, priority: 1 },
      { name: 'tools', test: /dist\/(memory\/tools|adapters\/tools|wire)\// },
    ],
  },
})
await bundle.close()

const kept = new Set([...output.map(({ fileName }) => fileName), 'cli/bin.js', 'cli/bin.js.map'])
for (const name of globSync('**/*.{js,js.map}', { cwd: dist })) if (!kept.has(name)) rmSync(join(dist, name))
for (const [former, place] of Object.entries(formerPlaces)) {
  mkdirSync(dirname(join(dist, former)), { recursive: true })
  for (const end of ['js', 'd.ts'])
    writeFileSync(join(dist, `${former}.${end}`), `export * from '../${place}.js'\n`)
}
const texts = Object.entries(licences).map(
  ([name, path]) => `${name}\n\n${readFileSync(join(packages, path), 'utf8').trim()}\n`,
)
writeFileSync(join(dist, 'LICENSES.txt'), texts.join('\n\n'))
