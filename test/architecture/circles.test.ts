import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { knownCircles } from './import-table.ts'
import { importsOf, sourceFiles } from './source-files.ts'

/** The place of a file in the graph: its folder, but an entry stands for itself, since it gathers what lies below. */
function placeOf(file: string): string {
  return /(^|\/)index$/.test(file) ? file : dirname(file)
}

/** Folders that a folder imports, types too. */
const graph = new Map<string, Set<string>>()
for (const file of sourceFiles) {
  const from = placeOf(file.name.replace(/\.ts$/, ''))
  const targets = graph.get(from) ?? new Set<string>()
  graph.set(from, targets)
  for (const { specifier, target } of importsOf(file))
    if (specifier.startsWith('.')) targets.add(placeOf(target))
}

function reach(from: string): Set<string> {
  const seen = new Set<string>()
  const open = [...(graph.get(from) ?? [])]
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    if (seen.has(folder)) continue
    seen.add(folder)
    open.push(...(graph.get(folder) ?? []))
  }
  return seen
}

/** Groups of folders that import each other, over any number of steps. */
function circles(): string[][] {
  const reached = new Map([...graph.keys()].map((folder) => [folder, reach(folder)]))
  const groups = [...graph.keys()].map((folder) =>
    [...graph.keys()]
      .filter(
        (other) => other !== folder && reached.get(folder)?.has(other) && reached.get(other)?.has(folder),
      )
      .concat(folder)
      .toSorted(),
  )
  return [
    ...new Map(groups.filter((group) => group.length > 1).map((group) => [group.join(), group])).values(),
  ]
}

test('folders import each other in no circle but the known ones', () => {
  expect(circles().toSorted((one, other) => one.join().localeCompare(other.join()))).toEqual(knownCircles)
})
