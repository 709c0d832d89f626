/**
 * Tells whether a form was sent by a page of the same origin.
 *
 * A browser names the origin with every POST. A request without it comes from no browser of today, and is refused.
 *
 * @param own - origin that browsers see; null compares with the host that the request names
 */
export function isSameOrigin(request: Request, own: string | null): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  const origin = request.headers.get('origin')
  if (origin === null) return false
  if (own !== null) return origin === own
  const host = request.headers.get('host') ?? new URL(request.url).host
  return /^https?:\/\//.test(origin) && origin.replace(/^https?:\/\//, '') === host.toLowerCase()
}
