import { markup, type Markup } from '../../../page/views/markup.ts'

/** A column of a table. */
export interface Column {
  readonly name: string
  readonly isNumber?: boolean
}

/** Makes a table that scrolls sideways in its own frame, so that the page does not. The first column names the row. */
export function dataGrid(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (Markup | string)[])[],
): Markup {
  const style = (at: number): string => (columns[at]?.isNumber === true ? 'number' : '')
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ name }, at) => markup`<th scope="col" class="${style(at)}">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first = '', ...others]) =>
            markup`<tr>
              <th scope="row" dir="auto">${first}</th>
              ${others.map((cell, at) => markup`<td class="${style(at + 1)}" dir="auto">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}
