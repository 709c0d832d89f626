const search = 'search search/text search/query search/rank search/snippet'
const stores = 'stores/sqlite stores/postgres stores/per-user stores/threads'
const access = 'server/access server/access/caller server/access/keyring server/access/jwt'

/**
 * The import rule, stated once: the linter's configuration is generated from this table, and tests read it.
 *
 * Each part of `src` may import itself and the parts and packages of its line; `type:` allows types only, `node:*` every
 * module of Node. A part is a folder or a file without its ending. A file belongs to the longest part that it lies in.
 * Read downwards: an import points to a line above.
 */
export const importTable: Readonly<Record<string, string>> = {
  privacy: '',
  search: '',
  'search/text': 'stemmer @orama/stemmers/* search',
  'search/query': 'search search/text',
  'search/sense': 'search',
  'search/rank': 'search search/text search/query search/sense',
  'search/snippet': 'type:search search/text type:search/query search/rank',
  core: 'zod/mini type:privacy type:search type:search/sense',
  'core/paths': 'node:* core',
  'engine/port': 'core type:search type:search/text type:search/query type:search/rank type:search/sense',
  'engine/rules':
    'node:crypto core privacy type:search type:search/query search/rank search/snippet type:engine/port',
  'engine/read':
    'core search type:search/sense search/text search/query search/rank search/snippet engine/port engine/rules',
  'engine/write': 'core engine/port engine/rules engine/read',
  'engine/expiry':
    'core type:search type:search/text type:search/query engine/port engine/rules engine/read engine/write',
  'engine/operations': 'type:core type:engine/port engine/rules engine/write engine/read engine/expiry',
  engine:
    'core type:search search/text type:search/query type:search/rank engine/port engine/rules engine/read engine/write engine/expiry engine/operations type:search/sense',
  'stores/shared': 'type:core type:search type:search/text engine/port engine/rules type:search/sense',
  'stores/sqlite': `node:* core core/paths search type:search/sense type:search/query search/text engine engine/port engine/rules stores/shared`,
  'stores/postgres': `node:* pg core type:search type:search/query search/text engine engine/port engine/rules stores/shared`,
  'stores/per-user': 'node:* core core/paths type:search engine engine/port engine/rules stores/sqlite',
  'stores/threads': 'node:* core type:search engine/port stores/sqlite stores/per-user',
  embedders: 'node:* core',
  'memory/telemetry/spans': 'core',
  'memory/telemetry': 'core engine/port memory/telemetry/spans',
  wire: 'zod/mini core privacy',
  'memory/context': 'type:core',
  'memory/facade': 'type:core',
  'memory/meaning': 'core engine/port search/sense',
  memory: `zod/mini core core/paths privacy search search/query engine/rules ${stores} memory/telemetry wire memory/context memory/facade memory/meaning`,
  'server/access/caller': 'core',
  'server/access/file': 'node:* core core/paths',
  'server/access/keyring': 'node:* zod core core/paths server/access/caller server/access/file',
  'server/access/jwt': 'jose zod core type:server/access/caller server/access/file',
  'server/access': 'core server/access/caller server/access/keyring server/access/jwt',
  'page/script': '',
  'page/assets': 'node:*',
  page: 'hono/html core page/assets',
  'server/http':
    'node:* zod zod/mini hono @hono/node-server pino prom-client core memory/telemetry/spans wire server/access/caller server/access/keyring type:server/access/jwt server/access page',
  client: 'zod/mini core wire memory/facade',
  'memory/tools': 'zod/mini core wire memory/context',
  'server/mcp/server':
    '@modelcontextprotocol/* core server/access/caller memory/telemetry/spans memory/tools',
  'server/mcp/transport':
    'node:* @modelcontextprotocol/* core type:server/access/caller server/mcp/server memory/tools',
  'server/mcp': 'core type:server/access/caller server/mcp/server type:memory/tools server/mcp/transport',
  adapters: 'core privacy memory/tools',
  'adapters/eve': 'type:core adapters memory',
  'adapters/anthropic': 'core privacy adapters',
  'adapters/ai-sdk': 'core type:memory/tools adapters adapters/anthropic',
  'adapters/claude-agent': 'core privacy adapters',
  'adapters/langgraph': 'core privacy adapters',
  maintenance:
    'node:* core core/paths stores/sqlite stores/postgres stores/per-user wire adapters/langgraph memory type:search',
  'cli/studio': 'node:* @hono/node-server core page memory/context type:maintenance',
  cli: `node:* zod/mini commander adapters core embedders core/paths wire memory maintenance ${access} server/http memory/tools server/mcp server/mcp/transport cli/studio`,
  index: 'core privacy type:search type:search/sense type:stores/postgres type:memory/facade memory',
  testing: `node:* core privacy type:adapters/langgraph ${search} type:search/sense engine/rules`,
}

/**
 * Circles of folders that exist today; a test fails when one appears and when one of these is gone. Take out a line with
 * the change that mends it, and add none.
 */
export const knownCircles: readonly (readonly string[])[] = []

/** One part's line of the table. */
export interface Permissions {
  /** Parts and packages that it may import. */
  readonly values: readonly string[]
  /** Parts and packages of which it may import types. */
  readonly types: readonly string[]
}

/** Reads one part's line. */
export function permissionsOf(part: string): Permissions {
  const names = (importTable[part] ?? '').split(' ').filter((name) => name !== '')
  return {
    values: names.filter((name) => !name.startsWith('type:')),
    types: names.filter((name) => name.startsWith('type:')).map((name) => name.slice('type:'.length)),
  }
}

/** Finds the part of a file, named from `src` and without its ending; undefined where the table has none. */
export function partOf(file: string): string | undefined {
  return Object.keys(importTable)
    .filter((part) => file === part || file.startsWith(`${part}/`))
    .toSorted((one, other) => other.length - one.length)[0]
}
