import { createMcpHandler } from '../../mcp/index.ts'
import {
  createLog,
  openAuthenticator,
  openToAnyone,
  serve,
  serveUntilSignal,
  type RunningServer,
} from '../../http/index.ts'
import type { Invocation } from '../settings/invocation.ts'
import { authenticatorSettings, logLevel, pageSecret, serverSettings } from '../settings/server-settings.ts'
import { servedConfig } from '../settings/embedder.ts'
import { openMemory } from '../settings/store-location.ts'
import { cleanlyInterrupted } from '../terminal/interruption.ts'
import { writeJson } from '../terminal/output.ts'
import { sweepRegularly } from './regular-sweep.ts'

const defaultSweepMinutes = 10

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
    ...server
  } = serverSettings(invocation)
  const log = createLog(logLevel(invocation))
  const access = authenticatorSettings(invocation)
  const authenticator = access === null ? openToAnyone : await openAuthenticator(access)
  // In a thread: neither a commit nor a long search holds up the requests of others.
  const config = await servedConfig(settings)
  await using memory = await openMemory(
    settings.store,
    settings.store.kind === 'postgres' ? config : { threads: 1, ...config },
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
  })
  using _ = sweepRegularly(memory, sweepMinutes ?? defaultSweepMinutes, log)
  await announce(running, {
    isAuthenticated: !authenticator.isOpen,
    hasMcp: mcp !== false,
    hasPage: page === true,
    isJson,
  })
  await cleanlyInterrupted(() => serveUntilSignal(running, async () => authenticator.close()))
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
