import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../../src/core/errors/errors.ts'
import { resolveLimits } from '../../../src/server/http/limits/limits.ts'
import { errorForms } from '../../../src/core/errors/error-forms.ts'
import { routes } from '../../../src/wire/routes.ts'
import { operations } from '../../../src/wire/operations.ts'
import { readPage } from '../../markdown.ts'

const page = readPage('docs/http.md')

describe('the pages', () => {
  test('http.md has every route with its scope, and no other', () => {
    const rows = [...page.matchAll(/^\| `(mem_\w+)` \| `([A-Z]+ [^`]+)` \| (\w+) \|$/gm)].map(
      ([, ...row]) => row,
    )
    expect(rows).toEqual(
      operations.map(({ name, scope }) => [name, `${routes[name].method} ${routes[name].path}`, scope]),
    )
  })

  test('http.md names the limits that there are', () => {
    const { rate, failedAuthentications, ...limits } = resolveLimits()
    for (const name of Object.keys({ rate, failedAuthentications, ...limits }))
      expect(page).toContain(`\`limits.${name}\``)
    expect(rate).toEqual({ requests: 1_000, seconds: 10 })
    expect(failedAuthentications).toEqual({ requests: 60, seconds: 60 })
    expect(limits).toEqual({
      bodyBytes: 2 ** 21,
      lineBytes: 2 ** 21,
      importBytes: 2 ** 28,
      answerBytes: 2 ** 21,
      untakenBytes: 2 ** 25,
      answerStallSeconds: 30,
      exportStallSeconds: 30,
      exportSeconds: 300,
      atOnce: 200,
      exportsAtOnce: 4,
      jsonDepth: 16,
      results: 100,
    })
  })

  test('errors.md has the status of every code', () => {
    const statuses = [...readPage('docs/errors.md').matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)].map(
      ([, code, status]) => [code, Number(status)],
    )
    expect(statuses).toEqual(errorCodes.map((code) => [code, errorForms[code].status]))
  })
})
