/** A token of SQL, or what stands in a pair of parentheses. */
type Item = string | Group

interface Group {
  readonly items: readonly Item[]
}

/** One `select`, `insert`, `update` or `delete`, without those inside it. */
export interface Scope {
  /** Words and signs at the level of the scope itself; `()` stands for what is in parentheses. */
  readonly words: readonly string[]
  /** All words, those in parentheses too, but none of a scope inside. */
  readonly all: readonly string[]
  readonly tables: readonly Table[]
  /** Names of functions that rows come from. */
  readonly functionRows: readonly string[]
}

/** A table that a scope names. */
export interface Table {
  readonly name: string
  /** Name under which the scope knows it. */
  readonly alias: string
}

const tokenPattern = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$\d+|\w+|::|<>|<=|>=|->>|&&|\|\||[^\s\w]/g
const begins = new Set(['select', 'insert', 'update', 'delete', 'with', 'merge'])
const beforeTable = new Set(['from', 'join', 'update', 'into', 'using'])
const notAlias = new Set(
  'where set on order union select using join group limit values cross left inner for with as returning'.split(
    ' ',
  ),
)

function tokensOf(sql: string): string[] {
  return (sql.match(tokenPattern) ?? []).map((token) => (/^\w/.test(token) ? token.toLowerCase() : token))
}

function groupsOf(tokens: Iterator<string>): Group {
  const items: Item[] = []
  for (let next = tokens.next(); next.done !== true && next.value !== ')'; next = tokens.next())
    items.push(next.value === '(' ? groupsOf(tokens) : next.value)
  return { items }
}

function isQuery({ items: [first, second] }: Group): boolean {
  if (typeof first === 'string') return begins.has(first)
  // A query in parentheses, alone or as the first of a union; not the first argument of a function.
  return first !== undefined && (second === undefined || second === 'union') && isQuery(first)
}

/** Takes a statement apart into its scopes. A `with` keeps its own. */
export function scopesOf(sql: string): Scope[] {
  return scopesIn(groupsOf(tokensOf(sql)[Symbol.iterator]()))
}

function scopesIn({ items }: Group): Scope[] {
  const arms: Item[][] = [[]]
  for (const item of items) {
    if (item === 'union') arms.push([])
    else if (!(item === 'all' && arms.at(-1)!.length === 0)) arms.at(-1)!.push(item)
  }
  return arms.flatMap((arm) => {
    const [only, ...others] = arm
    if (typeof only === 'object' && others.length === 0) return scopesIn(only)
    const inner = queriesIn(arm)
    return [scopeOf(arm), ...inner.flatMap(scopesIn)]
  })
}

function queriesIn(items: readonly Item[]): Group[] {
  return items.flatMap((item) =>
    typeof item === 'string' ? [] : isQuery(item) ? [item] : queriesIn(item.items),
  )
}

function scopeOf(items: readonly Item[]): Scope {
  const words = items.map((item) => (typeof item === 'string' ? item : '()'))
  const tables: Table[] = []
  const functionRows: string[] = []
  for (const [i, word] of words.entries()) {
    if (!beforeTable.has(word)) continue
    if (words[i + 2] === '.') {
      const after = words[i + 4] === 'as' ? words[i + 5] : words[i + 4]
      const name = words[i + 3]!
      const hasAlias = after !== undefined && /^\w/.test(after) && !notAlias.has(after)
      tables.push({ name, alias: hasAlias ? after : name })
    } else if (words[i + 2] === '()') functionRows.push(words[i + 1]!)
    else if (words[i + 1]?.startsWith('pg_')) tables.push({ name: words[i + 1]!, alias: words[i + 1]! })
  }
  return { words, all: flat(items), tables, functionRows }
}

function flat(items: readonly Item[]): string[] {
  return items.flatMap((item) =>
    typeof item === 'string' ? [item] : isQuery(item) ? ['()'] : ['(', ...flat(item.items), ')'],
  )
}
