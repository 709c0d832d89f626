import { invalidInput } from '../../../core/errors/errors.ts'

/** Place of the description of a protected resource: RFC 9728. */
export const metadataPath = '/.well-known/oauth-protected-resource'

/** Parts of a server that callers with tokens reach. */
type Resource = '' | '/mcp'

/** Tells a client without a token who issues the tokens that this server takes. */
export interface ProtectedResource {
  /** Makes the value of `WWW-Authenticate` for a request. */
  challengeOf(request: Request): string
  /** Makes the description of a resource, as JSON. */
  metadataOf(request: Request, resource: Resource): string
}

/** Settings of a protected resource. */
export interface ProtectedResourceOptions {
  /** Names of the issuers; those that are no URL cannot be found by a client. */
  readonly issuers: readonly string[]
  /** Address of the server as clients see it; undefined: as each request names it. */
  readonly publicUrl: string | undefined
  readonly basePath: string
}

/**
 * Makes the description of this server for clients that look for its issuers; null where no issuer is a URL.
 *
 * Errors: `invalid_input` for a public address that is none.
 */
export function protectedResource({
  issuers,
  publicUrl,
  basePath,
}: ProtectedResourceOptions): ProtectedResource | null {
  const publicOrigin = publicUrl === undefined ? null : originOf(publicUrl)
  const servers = issuers.filter((issuer) => /^https?:\/\//i.test(issuer) && URL.canParse(issuer))
  if (servers.length === 0) return null
  const baseOf = (request: Request): string => `${publicOrigin ?? new URL(request.url).origin}${basePath}`
  return {
    challengeOf(request) {
      const isMcp = /\/mcp\/?$/.test(new URL(request.url).pathname)
      return `Bearer resource_metadata="${baseOf(request)}${metadataPath}${isMcp ? '/mcp' : ''}"`
    },
    metadataOf: (request, resource) =>
      JSON.stringify({
        resource: `${baseOf(request)}${resource}`,
        authorization_servers: servers,
        bearer_methods_supported: ['header'],
        scopes_supported: ['read', 'write', 'erase'],
        resource_name: 'iLAB Memory',
        resource_documentation: `${baseOf(request)}/docs`,
      }),
  }
}

function originOf(publicUrl: string): string {
  const url = URL.parse(publicUrl)
  const isPlain = url !== null && url.pathname === '/' && url.search === '' && url.hash === ''
  if (!isPlain || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return invalidInput('publicUrl: must be scheme and host alone, such as https://memory.example.com')
  return url.origin
}
