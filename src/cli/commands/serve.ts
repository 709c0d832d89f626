import { createMcpHandler } from '../../server/mcp/index.ts'
import {
  createLog,
  openToAnyone,
  serve,
  serveUntilSignal,
  type Authenticator,
  type RunningServer,
} from '../../server/http/index.ts'
import type { Invocation } from '../settings/invocation.ts'
import {
  authenticatorSettings,
  isPrettyLog,
  logLevel,
  pageSecret,
  serverSettings,
} from '../settings/server-settings.ts'
import { openReloadable, type ReloadableAuthenticator } from '../../server/access/reloadable.ts'
import { describe } from '../../server/http/log.ts'
import { storeBytes } from '../settings/store-bytes.ts'
import { prettyLog } from '../../server/http/pretty-log.ts'
import { servedConfig } from '../settings/embedder.ts'
import { openMemory } from '../settings/store-location.ts'
import { cleanlyInterrupted } from '../terminal/interruption.ts'
import { writeJson } from '../terminal/output.ts'
import { sweepRegularly } from './regular-sweep.ts'

const defaultSweepMinutes = 10
const defaultDrainSeconds = 10

/** Serves the store over HTTP, and as tools at `/mcp`, until the process is told to end. */
export async function serveMemory(invocation: Invocation): Promise<void> {
  const { settings, isJson } = invocation
  const {
    operatorPort,
    operatorHost,
    mcp,
    page,
    pageOrigin,
    allowedHosts,
    allowedOrigins,
    sweepMinutes,
    readers,
    drainSeconds = defaultDrainSeconds,
    ...server
  } = serverSettings(invocation)
  const log = logOf(invocation)
  const access = authenticatorSettings(invocation)
  const authenticator = access === null ? openToAnyone : await openReloadable(access)
  // In a thread: neither a commit nor a long search holds up the requests of others.
  const config = await servedConfig(settings)
  const served = readers === undefined ? config : { ...config, readers }
  await using memory = await openMemory(
    settings.store,
    settings.store.kind === 'postgres' ? served : { threads: 1, ...served },
  )
  const running = await serve({
    ...server,
    ...(allowedHosts === undefined ? {} : { allowedHosts }),
    ...(allowedOrigins === undefined ? {} : { allowedOrigins }),
    memory,
    authenticator,
    page: page === true ? { origin: pageOrigin, secret: pageSecret() } : undefined,
    operator: operatorPort === undefined ? undefined : { port: operatorPort, host: operatorHost },
    mcp:
      mcp === false
        ? undefined
        : createMcpHandler({ memory, log: (line) => log.error({ operation: 'mcp' }, line) }),
    log,
    storeBytes: storeBytes(settings.store),
  })
  using _ = together(
    sweepRegularly(memory, sweepMinutes ?? defaultSweepMinutes, log),
    onHangUp(() => reloadKeys(authenticator, log)),
  )
  await announce(running, {
    isAuthenticated: !authenticator.isOpen,
    hasMcp: mcp !== false,
    hasPage: page === true,
    isJson,
  })
  await cleanlyInterrupted(() =>
    serveUntilSignal(running, async () => authenticator.close(), drainSeconds * 1_000),
  )
}

function logOf(invocation: Invocation): ReturnType<typeof createLog> {
  const { stdout } = process
  const isPretty = isPrettyLog(invocation, stdout.isTTY)
  return createLog(logLevel(invocation), isPretty ? prettyLog(stdout) : undefined)
}

/** Opens keys and issuers again. Where that fails, those that count go on counting. */
async function reloadKeys(
  authenticator: Authenticator | ReloadableAuthenticator,
  log: ReturnType<typeof createLog>,
): Promise<void> {
  if (!('reload' in authenticator)) return
  try {
    await authenticator.reload()
    log.info({ operation: 'reload' }, 'keys reloaded')
  } catch (error) {
    log.error({ operation: 'reload', error: describe(error) }, 'keys stay as they were')
  }
}

function together(...parts: readonly Disposable[]): Disposable {
  return {
    [Symbol.dispose]() {
      for (const part of parts) part[Symbol.dispose]()
    },
  }
}

/** Runs work at each SIGHUP, which would end the process otherwise. */
function onHangUp(work: () => Promise<void>): Disposable {
  const run = (): void => void work()
  process.on('SIGHUP', run)
  return { [Symbol.dispose]: () => void process.off('SIGHUP', run) }
}

/** Parts of a server that it tells of. */
interface Announced {
  readonly isAuthenticated: boolean
  readonly hasMcp: boolean
  readonly hasPage: boolean
  readonly isJson: boolean
}

/** For a person on standard error, beside the log; with `--json` as the first line of standard output. */
async function announce(
  { url, operatorUrl }: RunningServer,
  { isAuthenticated, hasMcp, hasPage, isJson }: Announced,
): Promise<void> {
  if (isJson)
    return writeJson({
      url,
      operator_url: operatorUrl,
      mcp_url: hasMcp ? `${url}/mcp` : null,
      page_url: hasPage ? `${url}/page` : null,
      authentication: isAuthenticated,
    })
  const lines = [
    `Listening on ${url} (reference at ${url}/docs${hasMcp ? `, MCP at ${url}/mcp` : ''})`,
    ...(hasPage ? [`The user's page is at ${url}/page`] : []),
    isAuthenticated ? 'Authentication is on.' : 'No authentication: loopback only.',
    ...(operatorUrl === null ? [] : [`For the operator: ${operatorUrl}/metrics`]),
  ]
  process.stderr.write(`${lines.join('\n')}\n`)
}
