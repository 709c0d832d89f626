import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resolveLimits } from '../../src/server/http/limits/limits.ts'
import { resolveConfig } from '../../src/memory/config/config.ts'

/** Reads the `@default` of each field of one interface, as long as it is a literal. */
function defaultsIn(file: string, name: string): [field: string, value: unknown][] {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'src', file), 'utf8')
  const body = text.slice(text.indexOf(`export interface ${name} {`)).split('\n}\n')[0] ?? ''
  const fields = body.matchAll(/@default ([^\n]+)\n\s*\*\/\n\s*readonly (\w+)\?/g)
  return [...fields].flatMap(([, literal = '', field = '']) => {
    const value = valueOf(literal)
    return value === undefined ? [] : [[field, value]]
  })
}

function valueOf(literal: string): unknown {
  if (!/^(true|false|[\d_.]+|'[^']*'|\[\]|\{.*\})$/.test(literal)) return undefined
  return JSON.parse(
    literal
      .replaceAll(/(?<=\d)_/g, '')
      .replaceAll("'", '"')
      .replaceAll(/(\w+):/g, '"$1":'),
  )
}

const config = resolveConfig()
const cases = [
  { file: 'core/model/config.ts', name: 'Config', actual: config, literals: 9 },
  { file: 'core/model/config.ts', name: 'SearchConfig', actual: config.search, literals: 5 },
  { file: 'core/model/config.ts', name: 'ContextConfig', actual: config.context, literals: 5 },
  { file: 'core/model/config.ts', name: 'TextLimits', actual: config.limits, literals: 4 },
  { file: 'server/http/limits/limits.ts', name: 'Limits', actual: resolveLimits(), literals: 14 },
] as const

test.each(cases)(
  'the defaults that $name documents are those in force',
  ({ file, name, actual, literals }) => {
    const documented = defaultsIn(file, name)
    expect(documented.length).toBeGreaterThanOrEqual(literals)
    for (const [field, value] of documented)
      expect({ [field]: Reflect.get(actual, field) }).toEqual({ [field]: value })
  },
)
