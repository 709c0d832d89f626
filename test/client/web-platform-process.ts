/**
 * Runs the client in a context that has what every browser has, and nothing of Node: each global stands in the list.
 * The argument is the server's address.
 */
import { readFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { createContext, SourceTextModule } from 'node:vm'

const entry = join(import.meta.dirname, '../../src/client/index.ts')
const printed: string[] = []
const context = createContext({
  AbortController,
  AbortSignal,
  clearTimeout,
  crypto,
  fetch,
  Response,
  setTimeout,
  TextDecoder,
  URL,
  print: (text: string) => printed.push(text),
})
const modules = new Map<string, SourceTextModule>()

function load(file: string): SourceTextModule {
  const known = modules.get(file)
  if (known !== undefined) return known
  const text = readFileSync(file, 'utf8')
  const code = file.endsWith('.ts') ? stripTypeScriptTypes(text) : text
  const loaded = new SourceTextModule(code, { context, identifier: file })
  modules.set(file, loaded)
  return loaded
}

function resolve(specifier: string, from: string): string {
  if (specifier.startsWith('.')) return join(dirname(from), specifier)
  if (!/^zod(\/|$)/.test(specifier)) throw new Error(`a browser has no ${specifier}`)
  return createRequire(entry)
    .resolve(specifier)
    .replace(/\.cjs$/, '.js')
}

const program = new SourceTextModule(
  `import { connect } from './index.ts'
  const memory = connect(${JSON.stringify(process.argv[2])})
  const alice = memory.forUser('alice')
  await alice.save({ type: 'preference', title: 'UI theme', content: 'dark é😀', topicKey: 'ui/theme' })
  const [found] = await alice.search('theme')
  const lines = []
  for await (const line of alice.export()) lines.push(line)
  await memory.forUser('bob').import(lines)
  await memory.close()
  print(JSON.stringify([found.snippet, lines.length, typeof process, typeof Buffer]))`,
  { context, identifier: entry },
)
await program.link((specifier, from) => load(resolve(specifier, from.identifier)))
await program.evaluate()
console.log(printed.join('\n'))
