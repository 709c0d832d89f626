import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseSync, type Node } from 'oxc-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Declarations, childrenOf, docOf, nodesIn, type Declaration } from './declarations.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Record<string, string>
}
/** Every entry of the package, as the file that declares it. */
const entries = Object.values(manifest.exports)
  .filter((path) => path.endsWith('.js'))
  .map((path) => path.replace(/^\.\/dist\//, '').replace(/\.js$/, ''))

let folder: string
let declarations: Declarations

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ilab-declarations-'))
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const project = join(root, 'tsconfig.build.json')
  await promisify(execFile)(process.execPath, [
    tsc,
    '-p',
    project,
    '--emitDeclarationOnly',
    '--outDir',
    folder,
  ])
  declarations = new Declarations(folder)
}, 120_000)

afterAll(() => rm(folder, { recursive: true }))

/** Kinds of nodes that need a sentence of their own. */
const members: ReadonlySet<string> = new Set([
  'TSPropertySignature',
  'TSMethodSignature',
  'PropertyDefinition',
  'MethodDefinition',
  'TSAbstractMethodDefinition',
  'TSAbstractPropertyDefinition',
])

/** Every public member of a declaration, at any depth, with the name that it goes by. */
function membersOf(declaration: Declaration): { readonly name: string; readonly node: Node }[] {
  const found: { name: string; node: Node }[] = []
  const visit = (node: Node, within: string): void => {
    for (const child of childrenOf(node)) {
      if (!members.has(child.type)) visit(child, within)
      else if (!isPrivate(child)) {
        const name = `${within}.${keyOf(declaration, child)}`
        found.push({ name, node: child })
        visit(child, name)
      }
    }
  }
  visit(declaration.node, declaration.name)
  return found
}

function isPrivate(node: Node): boolean {
  if (!('key' in node)) return false
  const { type } = node.key as Node
  // A key that is a symbol of its own file can be written by no other.
  return type === 'PrivateIdentifier' || ('computed' in node && node.computed && type === 'Identifier')
}

function keyOf({ file }: Declaration, node: Node): string {
  const { start, end } = (node as unknown as { readonly key: Node }).key
  return declarations.file(file).text.slice(start, end)
}

function exportsOf(entry: string): readonly Declaration[] {
  return [...declarations.exportsOf(entry).values()].flat()
}

/** Interfaces of options, and some that the engine or a contract suite fills in, so that no caller writes them. */
const isOptions = /(Options|Config|Limits|Quota|Settings|Issuer|Port)$|^Draft$/
const ofThePort = /^(WriteOptions|RankingSettings|MemoryOptions)\./

/** Every optional member of the options that an entry exports. */
function optionsOf(entry: string): { readonly file: string; readonly name: string; readonly node: Node }[] {
  return exportsOf(entry)
    .filter(({ name }) => isOptions.test(name))
    .flatMap((declaration) => membersOf(declaration).map((member) => ({ file: declaration.file, ...member })))
    .filter(({ node }) => 'optional' in node && node.optional === true)
}

/** The text of a doc comment before its first tag. */
function sentenceIn(doc: string): string {
  return doc.split(/^@/m)[0]?.trim() ?? ''
}

describe.each(entries)('%s', (entry) => {
  test('describes each export and each of its members by a sentence', () => {
    const silent = exportsOf(entry).flatMap((declaration) => {
      const file = declarations.file(declaration.file)
      return [{ name: declaration.name, node: declaration.node }, ...membersOf(declaration)]
        .filter(({ node }) => !/^[A-Z`0-9][^]*[.!:)`|]$/.test(sentenceIn(docOf(file, node))))
        .map(({ name }) => `${declaration.file}: ${name}`)
    })
    expect(silent).toEqual([])
  })

  test('says the default of each option', () => {
    const silent = optionsOf(entry)
      .filter(({ file, node }) => !/^@default \S/m.test(docOf(declarations.file(file), node)))
      .map(({ file, name }) => `${file}: ${name}`)
    expect(silent).toEqual([])
  })

  test('takes null and undefined for each option: the caller does not give it', () => {
    const strict = optionsOf(entry)
      .filter(({ name }) => !ofThePort.test(name))
      .filter(({ file, node }) => {
        const { start, end } = (node as unknown as { readonly typeAnnotation: Node }).typeAnnotation
        const type = declarations.file(file).text.slice(start, end)
        return !/\| null\b/.test(type) || !/\| undefined\b/.test(type)
      })
      .map(({ file, name }) => `${file}: ${name}`)
    expect(strict).toEqual([])
  })

  test('exports every type that its signatures name, or the main entry does', () => {
    const known = new Set([...exportsOf(entry), ...exportsOf('index')].map(({ node }) => node))
    const missing = exportsOf(entry).flatMap((declaration) =>
      typesNamedIn(declaration.node)
        .map((name) => declarations.resolve(declaration.file, name))
        .filter((named) => named !== null && !known.has(named.node))
        .map((named) => `${declaration.name} names ${named?.name} of ${named?.file}`),
    )
    expect([...new Set(missing)]).toEqual([])
  })

  test('calls in its examples only what can be imported', () => {
    const importable = new Set(entries.flatMap((other) => [...declarations.exportsOf(other).keys()]))
    const unknown = exportsOf(entry).flatMap((declaration) => {
      const file = declarations.file(declaration.file)
      return [declaration, ...membersOf(declaration)].flatMap(({ name, node }) =>
        callsIn(docOf(file, node))
          .filter((call) => !importable.has(call) && !(call in globalThis) && !ofOthers.has(call))
          .map((call) => `${name} calls ${call}`),
      )
    })
    expect(unknown).toEqual([])
  })
})

/** Names that the examples may import from Node, from a test runner, and from the framework of an adapter. */
const ofOthers: ReadonlySet<string> = new Set([
  'readFileSync',
  'test',
  'generateText',
  'isStepCount',
  'betaMemoryTool',
  'query',
  ...builtinModules,
])

/** The names of the types that a declaration is made of; names of its own parameters are of the language. */
function typesNamedIn(declaration: Node): string[] {
  const nodes = [...nodesIn(declaration)]
  const own = new Set(nodes.flatMap((node) => (node.type === 'TSTypeParameter' ? [node.name.name] : [])))
  return nodes.flatMap((node) => typeNamedBy(node)).filter((name) => !own.has(name))
}

function typeNamedBy(node: Node): string[] {
  if (node.type === 'TSTypeReference') return identifierIn(node.typeName)
  if (node.type === 'TSInterfaceHeritage' || node.type === 'TSClassImplements')
    return identifierIn(node.expression)
  if (node.type === 'TSTypeQuery') return identifierIn(node.exprName)
  if (node.type === 'ClassDeclaration' && node.superClass !== null) return identifierIn(node.superClass)
  return []
}

function identifierIn(node: Node): string[] {
  return node.type === 'Identifier' ? [node.name] : []
}

/** The functions and classes that the examples of a doc comment call and do not declare. */
function callsIn(doc: string): string[] {
  return [...doc.matchAll(/```ts\n([\s\S]*?)```/g)].flatMap(([, code = '']) => {
    const nodes = [...nodesIn(parseSync('example.ts', code).program)]
    const declared = new Set(
      nodes.flatMap((node) =>
        node.type === 'FunctionDeclaration' || node.type === 'VariableDeclarator'
          ? identifierIn(node.id!)
          : [],
      ),
    )
    return nodes
      .flatMap((node) =>
        node.type === 'CallExpression' || node.type === 'NewExpression' ? identifierIn(node.callee) : [],
      )
      .filter((name) => !declared.has(name))
  })
}

test('the page of the API names every export of the main entry', () => {
  const page = readFileSync(join(root, 'docs', 'api.md'), 'utf8')
  const names = [...declarations.exportsOf('index').keys()]
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([])
})

test('looks at every entry and hundreds of members', () => {
  expect(entries).toEqual(expect.arrayContaining(['index', 'client/index', 'testing/index']))
  const known = new Set(
    entries.flatMap((entry) => exportsOf(entry).flatMap(membersOf)).map(({ node }) => node),
  )
  expect(known.size).toBeGreaterThan(400)
})
