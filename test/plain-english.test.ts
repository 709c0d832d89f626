import { expect, test } from 'vitest'
import { countAreas, countComments, countPage, excessOf, readBudget } from './plain-english.ts'

const areas = countAreas()
const budget = readBudget()

test.each([...areas.keys()])('%s is plain English, within its budget', (area) => {
  expect(excessOf(areas.get(area)!, budget[area])).toEqual({})
})

test('the budget names areas that exist', () => {
  expect(Object.keys(budget).filter((area) => !areas.has(area))).toEqual([])
})

test('comments are counted, and code is not', () => {
  const text =
    "/** Whoever asks. */\nconst whom = 1 // nobody\n/* whose */\n/** The caller. */\nconst url = 'http://somebody'"
  expect(countComments(text)).toMatchObject({ lines: 4, pronouns: 3, openings: 0 })
  expect(countComments('/**\n * What it does.\n */')).toMatchObject({ openings: 1 })
})

test('prose of a page is counted, and its tables and blocks of code are not too long', () => {
  const long = 'x'.repeat(131)
  const page = ['# T', '```ts', long, 'nobody', '```', `| ${long} |`, long, 'nobody'].join('\n')
  expect(countPage('docs/t.md', page)).toMatchObject({ pronouns: 1, longLines: 1, lateBlocks: 0 })
  expect(countPage('docs/t.md', '# T')).toMatchObject({ lateBlocks: 1 })
})

test('two pronouns in a thousand lines are free, three are not', () => {
  const count = { lines: 1000, openings: 0, longLines: 0, lateBlocks: 0 }
  expect(excessOf({ ...count, pronouns: 2 })).toEqual({})
  expect(excessOf({ ...count, pronouns: 3 })).toEqual({ pronouns: 3 })
  expect(excessOf({ ...count, pronouns: 3 }, { pronouns: 3 })).toEqual({})
})
