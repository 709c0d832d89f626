import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openToAnyone, serve } from '../../../src/server/http/index.ts'
import { createMcpHandler } from '../../../src/server/mcp/index.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { applicable, inapplicable } from './conformance-scenarios.ts'

/**
 * Puts the official conformance tool's server scenarios to the real server: `npm run conformance`. Fails where one that
 * applies does not pass, and where the tool has one that is in neither list.
 */
const run = promisify(execFile)
const tool = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js'))

interface Check {
  readonly id: string
  readonly status: string
}

async function scenariosOfTool(): Promise<string[]> {
  const { stdout } = await run(process.execPath, [tool, 'list', '--server'])
  return [...stdout.matchAll(/^\s+- ([\w-]+)/gm)].map(([, name = '']) => name)
}

/** Findings of the tool; a scenario without a single success has shown nothing. */
async function checksOf(scenario: string, url: string, folder: string): Promise<readonly Check[]> {
  const options = ['server', '--url', url, '--scenario', scenario, '--output-dir', folder]
  // It exits with 1 where a check failed; its report says so too.
  await run(process.execPath, [tool, ...options], { cwd: folder }).catch(() => undefined)
  const place = (await readdir(folder)).find((name) => name.startsWith(`server-${scenario}-`))
  if (place === undefined) return []
  return JSON.parse(await readFile(join(folder, place, 'checks.json'), 'utf8')) as Check[]
}

const folder = await mkdtemp(join(tmpdir(), 'ilab-conformance-'))
const memory = await ILabMemory.fromPath(join(folder, 'memory.db'))
const server = await serve({
  memory,
  authenticator: openToAnyone,
  mcp: createMcpHandler({ memory }),
  port: 0,
})
const problems: string[] = []
try {
  const known = await scenariosOfTool()
  const listed = [...Object.keys(applicable), ...Object.keys(inapplicable)]
  if (known.length === 0) problems.push('the tool lists no scenario')
  for (const name of known.filter((scenario) => !listed.includes(scenario)))
    problems.push(`${name}: neither applicable nor known not to be`)
  for (const name of listed.filter((scenario) => !known.includes(scenario)))
    problems.push(`${name}: the tool has no such scenario any more`)
  for (const [name, what] of Object.entries(applicable)) {
    const checks = await checksOf(name, `${server.url}/mcp`, folder)
    const passed = checks.filter(({ status }) => status === 'SUCCESS')
    const failed = checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING')
    if (passed.length === 0 || failed.length > 0)
      problems.push(`${name}: ${failed.map(({ id }) => id).join(', ') || 'nothing was checked'}`)
    console.log(`${name} (${what}): ${passed.length} passed, ${failed.length} failed`)
  }
  console.log(`${Object.keys(inapplicable).length} scenarios do not apply; the reasons are in docs/mcp.md`)
} finally {
  await server.close(0)
  await memory.close()
  await rm(folder, { recursive: true, force: true })
}
for (const problem of problems) console.error(problem)
process.exitCode = problems.length === 0 ? 0 : 1
