import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import * as z from 'zod/mini'
import { jwtAlgorithms } from '../../server/access/jwt/jwt-settings.ts'
import { closestName } from '../../memory/config/closest-name.ts'
import { MemoryError, invalidInput } from '../../core/errors/errors.ts'
import { expectation, withoutAbsent } from '../../core/input/input.ts'
import { endsAsFolder, localPath } from '../../core/paths/local-path.ts'

/** Looked for in the working directory. */
const configFileName = 'ilab-memory.json'

const jwtIssuerSchema = z.strictObject({
  issuer: z.string(),
  audience: z.string(),
  jwks: z.string(),
  algorithms: z.optional(z.array(z.enum(jwtAlgorithms))),
})

const port = z.optional(z.int().check(z.minimum(0), z.maximum(65_535)))

/** Checks the settings of a server. */
export const serverSchema = z.strictObject({
  host: z.optional(z.string()),
  port,
  operatorPort: port,
  operatorHost: z.optional(z.string()),
  allowedHosts: z.optional(z.array(z.string())),
  allowedOrigins: z.optional(z.array(z.string())),
  proxies: z.optional(z.int().check(z.minimum(0))),
  readers: z.optional(z.int().check(z.minimum(0), z.maximum(64))),
  limits: z.optional(z.record(z.string(), z.unknown())),
  mcp: z.optional(z.boolean()),
  page: z.optional(z.boolean()),
  publicUrl: z.optional(z.string().check(z.minLength(1))),
  pageOrigin: z.optional(z.string().check(z.minLength(1))),
  drainSeconds: z.optional(z.int().check(z.minimum(0), z.maximum(3_600))),
  sweepMinutes: z.optional(z.int().check(z.minimum(0), z.maximum(10_080))),
})

/** Checks the model of a search by sense. Its key comes by the environment alone. */
export const embedderSchema = z.strictObject({
  kind: z.enum(['minilm', 'openai', 'ollama']),
  baseURL: z.optional(z.string()),
  model: z.optional(z.string().check(z.minLength(1))),
  dimensions: z.optional(z.int().check(z.minimum(1))),
})

/** Checks options of a PostgreSQL database. */
const databaseSchema = z.strictObject({
  connections: z.optional(z.int().check(z.minimum(1))),
  exportConnections: z.optional(z.int().check(z.minimum(1))),
  preparedStatements: z.optional(z.boolean()),
  retryForMs: z.optional(z.int().check(z.minimum(0))),
})

const configFileSchema = z.strictObject({
  store: z.optional(z.string().check(z.minLength(1))),
  schema: z.optional(z.string().check(z.minLength(1))),
  role: z.optional(z.enum(['application', 'owner'])),
  database: z.optional(databaseSchema),
  user: z.optional(z.string()),
  keyring: z.optional(z.string().check(z.minLength(1))),
  jwt: z.optional(z.strictObject({ issuers: z.array(jwtIssuerSchema).check(z.minLength(1)) })),
  server: z.optional(serverSchema),
  embedder: z.optional(embedderSchema),
  /** The library's `Config`, which checks it. */
  memory: z.optional(z.record(z.string(), z.unknown())),
})

export type ServerSettings = z.output<typeof serverSchema>

export type DatabaseSettings = z.output<typeof databaseSchema>

export type EmbedderSettings = z.output<typeof embedderSchema>

/** Settings of a configuration file. */
export type ConfigFile = z.output<typeof configFileSchema>

/**
 * Reads a configuration file: the named one, or `ilab-memory.json` of the working directory if it is there. Relative
 * paths in it are relative to its folder.
 *
 * Errors: `not_found`, `invalid_input` naming the option and, for an unknown one, the nearest known.
 */
export function readConfigFile(named: string | undefined): ConfigFile {
  const path = named === undefined ? resolve(configFileName) : localPath(named, { name: '--config' })
  if (named === undefined && !existsSync(path)) return {}
  const written = parseJson(readFile(path))
  const parsed = configFileSchema.safeParse(withoutAbsent(configFileSchema, written))
  if (!parsed.success) return invalidInput(complaint(parsed.error.issues[0], written))
  return withPathsFrom(dirname(path), parsed.data)
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new MemoryError(
      'not_found',
      'the configuration file cannot be read: check its path and permissions',
      {
        cause: error,
      },
    )
  }
}

/** The parser's own message quotes what the file holds, which may be a password. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch {
    return invalidInput('the configuration file is not JSON')
  }
}

function complaint(issue: z.core.$ZodIssue | undefined, value: unknown): string {
  const path = ['configuration file', ...(issue?.path ?? []).map(String)]
  if (issue === undefined) return `${path.join('.')}: is not valid`
  if (issue.code !== 'unrecognized_keys')
    return `${path.join('.')}: ${expectation(issue, configFileSchema, value)}`
  const unknown = issue.keys[0] ?? ''
  const known = closestName(unknown, optionsAt(configFileSchema, issue.path))
  return `${[...path, unknown].join('.')}: unknown option, did you mean '${known}'?`
}

/** The names that an object at this place of the file may have. */
function optionsAt(schema: z.ZodMiniType, path: readonly PropertyKey[]): string[] {
  let place: z.ZodMiniType = schema
  for (const key of path) {
    place = unwrapped(place)
    if (place instanceof z.ZodMiniObject)
      place = (place.shape as Record<PropertyKey, z.ZodMiniType>)[key] ?? place
    else if (place instanceof z.ZodMiniArray) place = place.def.element as z.ZodMiniType
  }
  place = unwrapped(place)
  return place instanceof z.ZodMiniObject ? Object.keys(place.shape) : []
}

function unwrapped(schema: z.ZodMiniType): z.ZodMiniType {
  return schema instanceof z.ZodMiniOptional ? (schema.def.innerType as z.ZodMiniType) : schema
}

/** Addresses that a setting may have in place of a path. */
const addresses = /^(?:postgres(?:ql)?:\/\/|https?:|:memory:$)/i

function withPathsFrom(folder: string, file: ConfigFile): ConfigFile {
  const placed = (name: string, path: string): string => {
    if (addresses.test(path)) return path
    const place = localPath(path, { name: `configuration file.${name}`, base: folder })
    return endsAsFolder(path) && !place.endsWith(sep) ? place + sep : place
  }
  return {
    ...file,
    ...(file.store === undefined ? {} : { store: placed('store', file.store) }),
    ...(file.keyring === undefined ? {} : { keyring: placed('keyring', file.keyring) }),
    ...(file.jwt === undefined
      ? {}
      : {
          jwt: {
            issuers: file.jwt.issuers.map((issuer) => ({ ...issuer, jwks: placed('jwks', issuer.jwks) })),
          },
        }),
  }
}
