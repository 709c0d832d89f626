/** Writes the OpenAPI document into a built package. Argument: the folder of the build, such as `dist`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openApiDocument } from '../src/server/http/docs/openapi.ts'

const [folder = 'dist'] = process.argv.slice(2)
writeFileSync(join(folder, 'openapi.json'), `${JSON.stringify(openApiDocument(''), null, 2)}\n`)
