import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseSync, type Comment, type Node } from 'oxc-parser'

/** A declaration that an entry exports: where it stands, and its syntax. */
export interface Declaration {
  readonly file: string
  readonly name: string
  readonly node: Node
}

/** Origin of a name in one file: another file's export, or a package. */
interface Origin {
  readonly source: string
  readonly name: string
}

/** One declaration file: what it declares, imports and passes on. */
export interface DeclarationFile {
  readonly text: string
  readonly comments: readonly Comment[]
  readonly declared: ReadonlyMap<string, readonly Node[]>
  readonly imported: ReadonlyMap<string, Origin>
  readonly exported: ReadonlyMap<string, Origin | { readonly local: string }>
  /** Files of which it passes everything on. */
  readonly passedOn: readonly string[]
}

/** The declaration files of a build, read as they are needed. */
export class Declarations {
  readonly #root: string
  readonly #files = new Map<string, DeclarationFile>()

  /** @param root - folder of the build, with the entries' `index.d.ts` */
  constructor(root: string) {
    this.#root = root
  }

  /** Reads a file, named from the root and without its ending. */
  file(name: string): DeclarationFile {
    const known = this.#files.get(name)
    if (known !== undefined) return known
    const text = readFileSync(join(this.#root, `${name}.d.ts`), 'utf8')
    const read = readFile(name, text)
    this.#files.set(name, read)
    return read
  }

  /** Finds what an entry exports: each name with its declarations, of which overloads have several. */
  exportsOf(entry: string): ReadonlyMap<string, readonly Declaration[]> {
    const names = [...this.file(entry).exported.keys()]
    return new Map(names.map((name) => [name, this.#exported(entry, name)]))
  }

  /**
   * Follows a name that is used in a file to its declaration.
   *
   * @returns null for a name of a package or of the language
   */
  resolve(file: string, name: string): Declaration | null {
    const { declared, imported } = this.file(file)
    const nodes = declared.get(name)
    if (nodes?.[0] !== undefined) return { file, name, node: nodes[0] }
    const origin = imported.get(name)
    if (origin === undefined || !isOurs(origin)) return null
    return this.#exported(origin.source, origin.name)[0] ?? null
  }

  #exported(file: string, name: string): readonly Declaration[] {
    const target = this.file(file).exported.get(name)
    if (target === undefined) {
      const source = this.file(file).passedOn.find((other) => this.file(other).exported.has(name))
      if (source === undefined) throw new Error(`${file} does not export ${name}`)
      return this.#exported(source, name)
    }
    if ('source' in target) return isOurs(target) ? this.#exported(target.source, target.name) : []
    const { declared, imported } = this.file(file)
    const nodes = declared.get(target.local)
    if (nodes !== undefined) return nodes.map((node) => ({ file, name: target.local, node }))
    const origin = imported.get(target.local)
    return origin !== undefined && isOurs(origin) ? this.#exported(origin.source, origin.name) : []
  }
}

/** Yields a node and every node below it. */
export function* nodesIn(node: Node): Generator<Node> {
  yield node
  for (const child of childrenOf(node)) yield* nodesIn(child)
}

/** Lists the nodes directly below a node. */
export function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value: unknown) =>
    (Array.isArray(value) ? value : [value]).filter((item: unknown) => isNode(item)),
  )
}

/** Finds the doc comment that stands directly before a node; '' where there is none. */
export function docOf({ text, comments }: DeclarationFile, node: Node): string {
  const comment = comments.findLast(({ end }) => end <= node.start)
  if (comment === undefined || comment.type !== 'Block' || !comment.value.startsWith('*')) return ''
  // Nothing but what introduces the declaration may stand between the two.
  if (!/^\s*(export\s+)?(declare\s+)?$/.test(text.slice(comment.end, node.start))) return ''
  return comment.value
    .split('\n')
    .map((line) => line.replace(/^\s*\*+ ?/, ''))
    .join('\n')
    .trim()
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

function isOurs({ source }: Origin): boolean {
  return !source.startsWith('package:')
}

/** Names a module as a file from the root, or as `package:…`. */
function sourceFrom(file: string, specifier: string): string {
  return specifier.startsWith('.')
    ? join(dirname(file), specifier).replace(/\.[jt]s$/, '')
    : `package:${specifier}`
}

function readFile(file: string, text: string): DeclarationFile {
  const { program, comments, errors } = parseSync(`${file}.d.ts`, text)
  if (errors.length > 0) throw new Error(`${file}.d.ts: ${errors[0]?.message}`)
  const declared = new Map<string, Node[]>()
  const imported = new Map<string, Origin>()
  const exported = new Map<string, Origin | { local: string }>()
  const passedOn: string[] = []
  const declare = (node: Node, isExported: boolean): void => {
    for (const name of namesOf(node)) {
      declared.set(name, [...(declared.get(name) ?? []), node])
      if (isExported) exported.set(name, { local: name })
    }
  }
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration')
      for (const specifier of node.specifiers) {
        const name = specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : '*'
        imported.set(specifier.local.name, { source: sourceFrom(file, node.source.value), name })
      }
    else if (node.type === 'ExportNamedDeclaration' && node.declaration !== null)
      declare(node.declaration, true)
    else if (node.type === 'ExportNamedDeclaration')
      for (const { local, exported: outer } of node.specifiers)
        exported.set(
          nameOf(outer),
          node.source === null
            ? { local: nameOf(local) }
            : { source: sourceFrom(file, node.source.value), name: nameOf(local) },
        )
    else if (node.type === 'ExportAllDeclaration') passedOn.push(sourceFrom(file, node.source.value))
    else declare(node, false)
  }
  return { text, comments, declared, imported, exported, passedOn }
}

function namesOf(node: Node): string[] {
  if (node.type === 'VariableDeclaration') return node.declarations.map(({ id }) => nameOf(id))
  return 'id' in node && isNode(node.id) ? [nameOf(node.id)] : []
}

function nameOf(node: Node): string {
  if ('name' in node && typeof node.name === 'string') return node.name
  return 'value' in node && typeof node.value === 'string' ? node.value : ''
}
