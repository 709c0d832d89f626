import { readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import type { Leg } from './leg.ts'

const program = join(import.meta.dirname, '../../client/platform-program.ts')

/** Writes the program of the client's tests into a leg, with the package in place of its sources. */
export function writeClientProgram({ folder }: Leg): void {
  const source = readFileSync(program, 'utf8').replace('../../src/client/index.ts', 'ilab-memory/client')
  writeFileSync(join(folder, 'client-program.mjs'), stripTypeScriptTypes(source))
}
