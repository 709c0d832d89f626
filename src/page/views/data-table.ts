import type { JsonObject, JsonValue } from '../../core/model.ts'
import { markup, type Markup } from './markup.ts'

/** Rows at most; a longer object says how many more there are. */
const mostRows = 200

/** Shows data as a table of paths and values. */
export function dataTable(data: JsonObject, caption: string, more: (rows: number) => string): Markup {
  const rows = [...rowsOf(data, '')]
  return markup`<table>
      <caption>
        ${caption}
      </caption>
      <tbody>
        ${rows.slice(0, mostRows).map(
          ([path, value]) =>
            markup`<tr>
              <th scope="row" dir="auto">${path}</th>
              <td dir="auto">${value}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${rows.length > mostRows ? markup`<p class="hint">${more(rows.length - mostRows)}</p>` : ''}`
}

function* rowsOf(value: JsonValue, path: string): Generator<[path: string, value: string]> {
  if (value === null || typeof value !== 'object') {
    yield [path, String(value)]
    return
  }
  const entries = Array.isArray(value)
    ? (value as readonly JsonValue[]).map((item, index): [string, JsonValue] => [String(index + 1), item])
    : Object.entries(value)
  if (entries.length === 0) yield [path, Array.isArray(value) ? '[]' : '{}']
  for (const [name, inner] of entries) yield* rowsOf(inner, path === '' ? name : `${path} › ${name}`)
}
