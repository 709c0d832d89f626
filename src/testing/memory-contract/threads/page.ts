import type { ThreadPage } from '../../../core/model.ts'

/** Items of every kind that JSON has. */
export const messages = [
  { role: 'user', content: 'Which theme?', z: 1, a: null },
  ['a list', 2.5, true, false, null, [], {}],
  'a text with "quotes", \\ and \n\u0000\ud800',
  '',
  0,
  -1.5e-7,
  true,
  null,
  { '': { __proto__: 'x', constructor: 1 }, '2': 'two', '1': 'one' },
]

/** The items of a page, without their places and times. */
export function itemsOf({ items }: ThreadPage): unknown[] {
  return items.map(({ item }) => item)
}
