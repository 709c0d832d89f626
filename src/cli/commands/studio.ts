import { spawn } from 'node:child_process'
import { doctor } from '../../maintenance/index.ts'
import { MemoryError, invalidInput } from '../../core/errors/errors.ts'
import { serveStudio } from '../studio/serve-studio.ts'
import type { Invocation } from '../settings/invocation.ts'
import { servedConfig } from '../settings/embedder.ts'
import { openMemory, requireStore } from '../settings/store-location.ts'
import { cleanlyInterrupted } from '../terminal/interruption.ts'
import { writeJson, writeLines } from '../terminal/output.ts'

/** Serves the studio on loopback until the process is told to end. */
export async function serveStudioOf({ settings, options, isJson }: Invocation): Promise<void> {
  const { store, userId } = settings
  requireStore(store)
  const port = portIn(options['port'])
  await using memory = await openMemory(store, await servedConfig(settings))
  const studio = await serveStudio(
    {
      memory,
      userId: userId ?? null,
      check: store.kind === 'postgres' ? null : () => doctor(store.place),
      onError: tell,
    },
    port,
  )
  if (isJson) await writeJson({ url: studio.url })
  else await writeLines([studio.url, 'This address opens the studio once, on this machine. Ctrl-C ends it.'])
  if (options['open'] === true) openInBrowser(studio.url)
  await cleanlyInterrupted(async () => {
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve())
    })
    await studio.close()
  })
}

/** Tells of a failure without its text, which may be a user's. */
function tell(error: unknown): void {
  process.stderr.write(`the studio failed (${error instanceof MemoryError ? error.code : 'unexpected'})\n`)
}

function portIn(written: unknown): number {
  if (written === undefined) return 0
  return typeof written === 'string' && /^\d{1,5}$/.test(written) && Number(written) <= 65_535
    ? Number(written)
    : invalidInput('--port: must be the number of a port')
}

function openInBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url]
  const child = spawn(command ?? '', args, { stdio: 'ignore', detached: true })
  child.on('error', () => process.stderr.write('no browser could be opened: open the address yourself\n'))
  child.unref()
}
