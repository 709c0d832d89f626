/** JSON with sorted keys, so that equal values are equal bytes. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    // A context's id is random.
    if (key === 'contextId') return typeof part
    if (typeof part === 'string') return part.replace(/(?<="context_id":")[^"]*/, 'random')
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** Runs an action and returns its outcome as bytes: the result, or the code and the text of the error. */
export async function outcomeOf(action: () => unknown): Promise<string> {
  try {
    return canonicalJson({ result: (await action()) ?? null })
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown }
    return canonicalJson({ error: { code: code ?? null, message: String(message) } })
  }
}

/** Everything that an iterable yields. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = []
  for await (const item of items) collected.push(item)
  return collected
}
