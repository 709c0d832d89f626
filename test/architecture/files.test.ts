import { describe, expect, test } from 'vitest'
import { sourceFiles, type SourceFile } from './source-files.ts'

/** Each file's offences, with its name. */
function offenders(check: (file: SourceFile) => string[]): string[] {
  return sourceFiles.flatMap((file) => check(file).map((offence) => `${file.name}: ${offence}`))
}

describe('files', () => {
  test('stay within 300 lines', () => {
    expect(
      offenders(({ text }) => {
        const lines = text.split('\n').length - 1
        return lines > 300 ? [`${lines} lines`] : []
      }),
    ).toEqual([])
  })

  test('lie in folders of at most 14', () => {
    const perFolder = Map.groupBy(sourceFiles, ({ name }) => name.split('/').slice(0, -1).join('/'))
    expect([...perFolder].filter(([, files]) => files.length > 14).map(([folder]) => folder)).toEqual([])
  })

  test('lie in at most 16 rooms of src, its entry among them', () => {
    const rooms = new Set(sourceFiles.map(({ name }) => name.split('/')[0]))
    expect(rooms.size).toBeLessThanOrEqual(16)
  })

  test('are named for what they hold', () => {
    expect(
      sourceFiles
        .map((file) => file.name)
        .filter((name) => /(^|[/-])(utils?|helpers?|common|misc|types)([/.-])/.test(name)),
    ).toEqual([])
  })

  test('of the stores and what they build on run as they are on the oldest Node, which has no `using`', () => {
    const commands = /^(cli|maintenance)\//
    expect(
      offenders(({ name, text }) =>
        !commands.test(name) && /^\s*(await )?using \w+ = /m.test(text) ? ['declares by `using`'] : [],
      ),
    ).toEqual([])
  })

  test('export by name', () => {
    expect(
      offenders(({ text }) =>
        /^export (default\b|\*(?! as ))|\bas default\b/m.test(text) ? ['exports without a name'] : [],
      ),
    ).toEqual([])
  })
})
