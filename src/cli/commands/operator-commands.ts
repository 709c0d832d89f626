import type { Command } from 'commander'
import { scopes } from '../../server/access/caller/caller.ts'
import { hookHosts } from '../../adapters/hosts/event.ts'
import { mcpHosts } from '../../server/mcp/host-snippets.ts'
import { hookConfigurations } from '../hook/configuration.ts'
import { act, addSharedOptions, type Act } from '../settings/invocation.ts'
import { addExamples } from './program-help.ts'

/** Adds the commands for operators. Their code is loaded when they are called. */
export function addOperatorCommands(program: Command): void {
  program.commandsGroup('For operators:')
  addServers(program)
  addStudio(program)
  addHook(program)
  addMaintenance(program)
  addCopy(program)
  addMigrate(program)
  addEmbed(program)
  addKeys(program)
  addCompletion(program)
}

function finish(
  command: Command,
  examples: readonly string[],
  load: () => Promise<Act>,
  looksAround?: Parameters<typeof act>[2],
): void {
  addExamples(addSharedOptions(command), examples)
  act(command, load, looksAround)
}

function addServers(program: Command): void {
  const serve = program
    .command('serve')
    .description('serves the store over HTTP, and as MCP tools at /mcp')
    .option('--host <address>', 'where to listen (127.0.0.1)')
    .option('--port <number>', 'port to listen on; 0 takes a free one (7437)')
    .option('--operator-port <number>', 'a second port, with /metrics, /healthz and /readyz')
    .option('--operator-host <address>', 'where the second port listens (127.0.0.1)')
    .option('--allow-host <list>', 'hosts that requests may name, separated by commas')
    .option('--allow-origin <list>', 'origins of web pages that may call, separated by commas')
    .option('--proxies <number>', 'how many proxies of yours stand in front (0)')
    .option('--readers <number>', 'threads that only read one SQLite file (0)')
    .option('--public-url <url>', 'address that clients see, by which they find the issuer of tokens')
    .option('--sweep-minutes <number>', 'minutes between removals of what has expired; 0: none (10)')
    .option('--no-mcp', 'no /mcp')
    .option('--page', "the user's page at /page, for people with a key or a token (ILAB_MEMORY_PAGE)")
    .option(
      '--page-origin <url>',
      'origin that browsers see, where a proxy changes Host (ILAB_MEMORY_PAGE_ORIGIN)',
    )
    .option('--drain-seconds <number>', 'seconds that requests under way get at the end (10)')
    .option('--log <form>', 'json, or pretty for a person (pretty on a terminal)')
    .option('--log-level <level>', 'debug, info, warn, error or silent (info)')
    .optionsGroup('Who may call (without any: every caller, on loopback only):')
    .option('--keyring <file>', 'API keys, as keys create makes them (ILAB_MEMORY_KEYRING)')
    .option('--jwt-issuer <name>', 'the iss of tokens (ILAB_MEMORY_JWT_ISSUER)')
    .option('--jwt-audience <name>', 'the aud of tokens (ILAB_MEMORY_JWT_AUDIENCE)')
    .option('--jwt-jwks <place>', "the issuer's public keys, a URL or a file (ILAB_MEMORY_JWT_JWKS)")
    .option('--jwt-algorithms <list>', 'signatures that are taken (ILAB_MEMORY_JWT_ALGORITHMS)')
  finish(
    serve,
    [
      'ilab-memory serve --store ./memory.db',
      'ilab-memory serve --store ./memory/ --host 0.0.0.0 --keyring ./keyring.json --operator-port 7438',
    ],
    async () => (await import('./serve.ts')).serveMemory,
  )
  const mcp = program
    .command('mcp')
    .description('serves the store as MCP tools over standard input and output')
    .option('--tools <list>', 'these tools and no others, separated by commas')
    .option('--with-export', 'the tool that exports a whole memory, too')
    .option(
      '--print-config <host>',
      `print how a host starts it: ${[...mcpHosts, ...hookConfigurations].join(', ')}`,
    )
  finish(
    mcp,
    ['ilab-memory mcp --user ada', 'ilab-memory mcp --user ada --print-config claude-code'],
    async () => (await import('./mcp.ts')).serveMcp,
    // Hosts start it in the folder of the open project, and a project's files must not say where memory goes.
    ({ printConfig }) => printConfig !== undefined,
  )
}

function addStudio(program: Command): void {
  const studio = program
    .command('studio')
    .description('shows the memory of one user at a time in a browser on this machine')
    .option('--port <number>', 'port to listen on (a free one)')
    .option('--open', 'open a browser')
  finish(
    studio,
    ['ilab-memory studio --user ada', 'ilab-memory studio --store ./memory.db --user ada --open'],
    async () => (await import('./studio.ts')).serveStudioOf,
  )
}

function addHook(program: Command): void {
  const hook = program
    .command('hook')
    .description("answers an agent host's hook: the event on standard input; always exits with 0")
    .option('--host <host>', `the host, where its events do not tell: ${hookHosts.join(', ')}`)
    .option('--max-tokens <n>', 'tokens of the text at most')
    .option('--read-only', 'keep no answers and summaries')
  // `bin.ts` runs it without this program, which only shows how it is used.
  finish(
    hook,
    ['ilab-memory hook --user ada', 'ilab-memory mcp --user ada --print-config codex-hooks'],
    async () => {
      const { runHook } = await import('../hook/run.ts')
      return () => runHook(process.argv.slice(3))
    },
  )
}

function addEmbed(program: Command): void {
  const embed = program
    .command('embed')
    .description('gives every text its vector, for searches by sense; goes on where it was interrupted')
  finish(
    embed,
    ['ilab-memory embed --embedder minilm', 'ilab-memory embed --embedder minilm --json'],
    async () => (await import('./embed.ts')).embed,
  )
}

function addMaintenance(program: Command): void {
  const backup = program
    .command('backup')
    .description('copies the store, verified, while it is written')
    .argument('<to>', 'file or folder to write')
    .option('--overwrite', 'replace what is there')
  finish(
    backup,
    ['ilab-memory backup ./backups/monday.db --store ./memory.db'],
    async () => (await import('./backup.ts')).backUp,
  )
  const restore = program
    .command('restore')
    .description("puts a backup in the store's place, verified")
    .argument('<from>', 'file or folder that a backup wrote')
    .option('--overwrite', 'replace the store; every process must have closed it')
  finish(
    restore,
    ['ilab-memory restore ./backups/monday.db --store ./memory.db --overwrite'],
    async () => (await import('./backup.ts')).putBack,
  )
  const doctor = program
    .command('doctor')
    .description('checks the store, and mends what can be mended')
    .option('--repair', 'mend what can be derived from the rows of a file')
    .option(
      '--owner-url <url>',
      "a PostgreSQL database as its tables' owner, who also checks users (ILAB_MEMORY_OWNER_URL)",
    )
  finish(
    doctor,
    ['ilab-memory doctor', 'ilab-memory doctor --repair --store ./memory/'],
    async () => (await import('./doctor.ts')).examine,
  )
  const sweep = program
    .command('sweep')
    .description('removes the bytes of observations that have expired; serve does it regularly')
  finish(
    sweep,
    ['ilab-memory sweep --store ./memory.db', 'ilab-memory sweep --json'],
    async () => (await import('./sweep.ts')).sweep,
  )
}

function addCopy(program: Command): void {
  const copy = program
    .command('copy')
    .description('copies users from one store to another, while an application goes on')
    .option('--from <place>', 'the store to copy from (the store of --store)')
    .option('--to <place>', 'the store to copy to (ILAB_MEMORY_COPY_TO)')
    .option('--from-schema <name>', 'schema of a PostgreSQL database to copy from')
    .option('--to-schema <name>', 'schema of a PostgreSQL database to copy to')
    .option('--users <file>', 'only these users, one on a line')
    .option('--owner-url <url>', 'PostgreSQL: list the users as the owner (ILAB_MEMORY_OWNER_URL)')
    .option('--verify', 'compare each user at both places, to the byte')
    .option('--final', 'the last run, once the application rests: verify, and end the copy')
    .option('--dry-run', 'check every record, and write nothing')
    .option('--index-later', 'PostgreSQL: leave indexes to the first search or write of each user')
    .option('--concurrency <n>', 'users at a time (8)')
    .option('--record <file>', 'where the copy notes what it has written')
  const examples = [
    'ilab-memory copy --from ./memory.db --to "$DATABASE_URL"',
    'ilab-memory copy --from ./memory.db --to ./memory/ --final',
  ]
  finish(copy, examples, async () => (await import('./transfer/copy.ts')).copy)
}

function addMigrate(program: Command): void {
  const migrate = program
    .command('migrate')
    .description('brings the store to this version; of a PostgreSQL database it makes the tables')
    .option('--check', 'PostgreSQL: only tell what is pending; the exit code is 19 where something is')
    .option('--print', 'PostgreSQL: only write the SQL of every migration, for a tool that carries it')
    .option('--application-role <name>', 'PostgreSQL: the role that applications connect as')
    .option('--distribute', 'PostgreSQL: distribute the tables over the nodes of Citus')
    .option(
      '--owner-url <url>',
      'PostgreSQL: connect as the owner of the tables (ILAB_MEMORY_OWNER_URL; else --store)',
    )
  const examples = [
    'ilab-memory migrate --store ./memory.db',
    'ilab-memory migrate --store "$DATABASE_URL" --application-role memory_app',
    'ilab-memory migrate --print --schema memory --application-role memory_app > memory.sql',
  ]
  finish(migrate, examples, async () => (await import('./migrate.ts')).migrate)
}

function addKeys(program: Command): void {
  const keys = program
    .command('keys')
    .description('API keys of a server: create, list, revoke')
    .helpCommand(false)
  const keyring = '--keyring <file>'
  const about = 'where keys are kept (ILAB_MEMORY_KEYRING)'
  const create = keys
    .command('create')
    .description('makes a key and prints it, once')
    .option(keyring, about)
    .option('--service', 'a key that names the user of each call, bound to none')
    .option('--scopes <list>', `what it allows, of ${scopes.join(', ')} (read,write)`)
    .option('--expires <duration>', 'when it ends, such as 90d, 12h or 1y (never)')
    .option('--label <text>', 'what it is for')
  finish(
    create,
    [
      'ilab-memory keys create --user ada --label laptop --expires 90d --keyring ./keyring.json',
      'ilab-memory keys create --service --scopes read,write,erase --keyring ./keyring.json',
    ],
    async () => (await import('./keys.ts')).create,
  )
  const list = keys
    .command('list')
    .description('lists the keys, without their secrets')
    .option(keyring, about)
  finish(
    list,
    ['ilab-memory keys list --keyring ./keyring.json'],
    async () => (await import('./keys.ts')).list,
  )
  const revoke = keys
    .command('revoke')
    .description('revokes a key for good, also in a running server')
    .argument('<id>', 'as keys list shows it')
    .option(keyring, about)
  finish(
    revoke,
    ['ilab-memory keys revoke 7c1f0a9be2d4 --keyring ./keyring.json'],
    async () => (await import('./keys.ts')).revoke,
  )
}

function addCompletion(program: Command): void {
  const completion = program
    .command('completion')
    .description('prints a script that completes commands and options in a shell')
    .addArgument(program.createArgument('<shell>', 'bash, zsh or fish').choices(['bash', 'zsh', 'fish']))
  finish(
    completion,
    [
      'ilab-memory completion bash > ~/.local/share/bash-completion/completions/ilab-memory',
      'ilab-memory completion zsh > "${fpath[1]}/_ilab-memory"',
      'ilab-memory completion fish > ~/.config/fish/completions/ilab-memory.fish',
    ],
    async () => (await import('../completion/script.ts')).complete(program),
  )
}
