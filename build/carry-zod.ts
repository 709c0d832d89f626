/**
 * Ends the build: carries the part of zod/mini that the package uses in one file of its own. zod is a hundred modules,
 * most of them its messages in other languages, and loading them takes longer than all the rest of the library.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build } from 'esbuild'
import * as zod from 'zod/mini'

const dist = join(import.meta.dirname, '../dist')
const carried = join(dist, 'carried/zod-mini.js')
const statement = /^(import \* as z from )'zod\/mini';$/m

const users = globSync('**/*.js', { cwd: dist })
  .map((name) => ({ path: join(dist, name), text: readFileSync(join(dist, name), 'utf8') }))
  .filter(({ text }) => statement.test(text))
const used = users.flatMap(({ text }) => [...text.matchAll(/\bz\.(\w+)/g)].map(([, name = '']) => name))
const names = [...new Set(used)].filter((name) => name in zod).toSorted()

await build({
  stdin: { contents: `export { ${names.join(', ')} } from 'zod/mini'`, resolveDir: import.meta.dirname },
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  legalComments: 'none',
  banner: { js: `// Parts of zod (https://zod.dev), MIT License, Copyright (c) 2020 Colin McDonnell\n` },
  outfile: carried,
})
for (const { path, text } of users) {
  const from = relative(dirname(path), carried).replaceAll('\\', '/')
  writeFileSync(path, text.replace(statement, `$1'${from.startsWith('.') ? from : `./${from}`}';`))
}
