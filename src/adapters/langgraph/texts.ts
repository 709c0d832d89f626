/** Signs of a text to search for at most. A memory takes 200,000 unless its configuration says otherwise. */
const longestText = 200_000

/** Lists the texts of a value that a query should find, one a line, by the paths that a put names. */
export function searchableText(value: unknown, index: false | readonly string[]): string {
  if (index === false) return ''
  const texts = index.flatMap((path) => valuesAt(value, stepsOf(path)).flatMap(leavesOf))
  return texts.join('\n').slice(0, longestText)
}

/** Splits a path as the framework writes it: `a.b`, `a[*].b`, `a[0]`, `a[-1]`; `$` is the whole value. */
function stepsOf(path: string): string[] {
  return path === '$' ? [] : (path.match(/\[(?:\*|-?\d+)\]|[^.[\]]+/g) ?? [])
}

function valuesAt(value: unknown, steps: readonly string[]): unknown[] {
  const [step, ...rest] = steps
  if (step === undefined) return [value]
  if (typeof value !== 'object' || value === null) return []
  if (step === '*' || step === '[*]') return Object.values(value).flatMap((inner) => valuesAt(inner, rest))
  const inner: unknown =
    Array.isArray(value) && step.startsWith('[')
      ? value.at(Number(step.slice(1, -1)))
      : Object.hasOwn(value, step)
        ? Reflect.get(value, step)
        : undefined
  return inner === undefined ? [] : valuesAt(inner, rest)
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : []
}
