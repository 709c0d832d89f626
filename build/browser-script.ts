import { join } from 'node:path'
import { build } from 'esbuild'
import type { ScriptName } from '../src/page/assets/script-text.ts'

const folder = join(import.meta.dirname, '../src/page/script')

/** Makes one short text of a script for browsers, as the package has it. */
export async function browserScript(name: ScriptName): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, `${name}.ts`)],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}
