import { createHash } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '../..')

/**
 * Writes the command as a few files instead of 160 modules: loading those takes longer than most commands, and the tests
 * start hundreds. Returns its path, which is the same for the same sources. `installed.test.ts` runs the command as it is
 * published.
 */
export async function bundleCommand(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [
      { in: join(root, 'src/cli/bin.ts'), out: 'dist/cli/bin' },
      { in: join(root, 'src/stores/threads/ilab-memory-thread.ts'), out: 'dist/cli/ilab-memory-thread' },
    ],
    // Beside the entry points, so that the paths of package.json and of the thread stay true.
    chunkNames: 'dist/cli/[name]-[hash]',
    outdir: '/',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)",
    },
    write: false,
  })
  const script = join(root, 'src/page/script')
  const hash = createHash('sha256')
  for (const name of readdirSync(script, { recursive: true, encoding: 'utf8' }).toSorted())
    if (name.endsWith('.ts')) hash.update(readFileSync(join(script, name)))
  for (const { path, contents } of outputFiles) hash.update(path).update(contents)
  const folder = join(tmpdir(), `ilab-memory-command-${hash.digest('hex').slice(0, 16)}`)
  const bin = join(folder, 'dist/cli/bin.js')
  if (existsSync(bin)) return bin
  // Another test file may be writing the same: each writes aside, and the first to finish names it.
  const aside = `${folder}.${process.pid}`
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(join(aside, path)), { recursive: true })
    writeFileSync(join(aside, path), contents)
  }
  // The page reads its script from a folder beside that of its code.
  cpSync(script, join(aside, 'dist/script'), { recursive: true })
  copyFileSync(join(root, 'package.json'), join(aside, 'package.json'))
  // The packages of the model are installed beside the command.
  mkdirSync(join(aside, 'node_modules'))
  symlinkSync(join(root, 'node_modules/@lat.md'), join(aside, 'node_modules/@lat.md'))
  try {
    renameSync(aside, folder)
  } catch (error) {
    if (!existsSync(bin)) throw error
  }
  return bin
}
