import { MemoryError } from '../../core/errors/errors.ts'

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

function toUrl(baseURL: string): URL {
  try {
    return new URL(baseURL)
  } catch (cause) {
    throw new MemoryError('invalid_input', 'baseURL: not a URL', { cause, field: 'baseURL' })
  }
}

/**
 * Resolves a path of a model's server. Texts of users leave the machine encrypted or not at all.
 *
 * Errors: `invalid_input`.
 */
export function endpointOf(baseURL: string, path: string): URL {
  const url = toUrl(baseURL)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new MemoryError('invalid_input', 'baseURL: give the address alone, and a key as apiKey', {
      field: 'baseURL',
    })
  const isLoopback = url.protocol === 'http:' && loopback.has(url.hostname)
  if (url.protocol !== 'https:' && !isLoopback)
    throw new MemoryError('invalid_input', 'baseURL: must be https, or http on localhost', {
      field: 'baseURL',
    })
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`
  return url
}

/** Makes the header of a key. Errors: `invalid_input` for a key that no header can hold; the message does not repeat it. */
export function authorization(apiKey: string | null | undefined): Readonly<Record<string, string>> {
  if (apiKey === null || apiKey === undefined) return {}
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    throw new MemoryError('invalid_input', 'apiKey: has characters that no key has', { field: 'apiKey' })
  return { authorization: `Bearer ${apiKey}` }
}
