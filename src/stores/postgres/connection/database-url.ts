import { invalidInput } from '../../../core/errors/errors.ts'

/**
 * Checks the URL of a database before the driver sees it. The driver would take a path for a database's name, and its
 * error for a malformed URL does not say what is wrong. Returns it as text.
 *
 * Errors: `invalid_input`, without what was given: a URL holds a password.
 *
 * @param name - the function or option that takes the URL, for messages
 * @param otherwise - what to do with a path or a web address
 */
export function databaseUrl(given: unknown, name: string, otherwise: string): string {
  const url =
    typeof given === 'object' && given !== null && 'href' in given && typeof given.href === 'string'
      ? given.href
      : given
  if (typeof url !== 'string' || !/^(?:postgres(?:ql)?:\/\/|socket:)/i.test(url))
    return invalidInput(`${name}: needs a postgres:// URL; ${otherwise}`)
  // The driver takes an empty host, which stands for the socket of this machine.
  if (!URL.canParse(url.replace('@/', '@localhost/')))
    return invalidInput(`${name}: the URL is malformed; percent-encode the signs : / # ? @ of a password`)
  return url
}
