import type { OperationObject } from './openapi.ts'

/** Writes the example of an operation as a command of curl. The server's address and the credential are variables. */
export function curlOf(method: string, path: string, { parameters, requestBody }: OperationObject): string {
  const inPath = parameters.filter(({ in: place }) => place === 'path')
  const address = inPath.reduce((text, { name, example }) => text.replace(`{${name}}`, String(example)), path)
  const inQuery = parameters.filter(({ in: place, example }) => place === 'query' && example !== undefined)
  const query = inQuery.flatMap(({ name, example }) =>
    [example].flat().map((value) => `${name}=${encodeURIComponent(String(value))}`),
  )
  const [[type, content] = []] = Object.entries(requestBody?.content ?? {})
  const url = `"$SERVER${address}${query.length === 0 ? '' : `?${query.join('&')}`}"`
  return [
    `curl${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} ${url}`,
    '-H "Authorization: Bearer $KEY"',
    ...(type === undefined ? [] : [`-H 'Content-Type: ${type}'`, bodyOf(content?.example)]),
  ].join(' \\\n  ')
}

/** A body between single quotes, as POSIX shells take it. */
function bodyOf(example: unknown): string {
  const text = typeof example === 'string' ? example : JSON.stringify(example)
  return `--data-binary '${text.replaceAll("'", String.raw`'\''`)}'`
}
