import { invalidInput } from '../../../core/errors/errors.ts'

/**
 * An allowed origin in the form that browsers send: scheme, host and port in lower case, without a path.
 *
 * Errors: `invalid_input` for what no browser would send, such as a wildcard or a host without a scheme.
 */
export function originFrom(written: string): string {
  const [, scheme = '', rest = ''] = /^\s*([a-z][a-z0-9+.-]*):\/\/([^/?#@\s*]+)\/?\s*$/i.exec(written) ?? []
  const isWeb = /^https?$/i.test(scheme)
  if (scheme === '' || /^file$/i.test(scheme) || !URL.canParse(`${scheme}://${rest}`)) {
    return invalidInput(
      'must be the origin of a page, such as https://app.example.com: scheme, host and port, without path or wildcard',
      { field: 'allowedOrigins' },
    )
  }
  return isWeb ? new URL(`${scheme}://${rest}`).origin : `${scheme}://${rest}`.toLowerCase()
}

/**
 * An allowed host in the form that requests name it: in lower case, with the port where one is given. A scheme before it
 * and a slash behind it are dropped.
 *
 * Errors: `invalid_input` for what no request would name, such as a wildcard or a path.
 */
export function hostFrom(written: string): string {
  const [, name = '', port = ''] = /^\s*(?:https?:\/\/)?([^/?#@\s*]+?)(:\d{1,5})?\/?\s*$/i.exec(written) ?? []
  const address = /^[0-9a-f:]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(`${name}${port}`) ? `[${name}${port}]` : null
  const url = `http://${address ?? name}${address === null ? port : ''}`
  if (
    name === '' ||
    name.includes(',') ||
    /^:0*$/.test(port) ||
    !URL.canParse(url) ||
    new URL(url).hostname === ''
  ) {
    return invalidInput(
      'must be the host that requests name, such as memory.example.com or memory.example.com:8443, without path or wildcard',
      { field: 'allowedHosts' },
    )
  }
  return `${withoutDot(new URL(url).hostname)}${address === null ? port : ''}`
}

/** A host without the dot that ends a complete name: `localhost.` is `localhost`. */
export function withoutDot(host: string): string {
  return host.replace(/\.(?=:\d*$|$)/, '')
}
