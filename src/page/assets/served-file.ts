/** A file that the page brings along. */
export interface ServedFile {
  readonly name: string
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

/** Makes a file with a digest of its text in its name, so a browser may keep it for ever. */
export async function makeFile(
  base: string,
  ending: 'css' | 'js',
  type: string,
  text: string,
): Promise<ServedFile> {
  return {
    name: `${base}-${await digestOf(text)}.${ending}`,
    text,
    headers: headersOf(type, 'public, max-age=31536000, immutable'),
  }
}

/** Makes a file under a name that stays. A browser asks each time whether it has changed. */
export async function makeNamedFile(name: string, type: string, text: string): Promise<ServedFile> {
  return { name, text, headers: { ...headersOf(type, 'no-cache'), etag: `"${await digestOf(text)}"` } }
}

/** Answers with a file, or tells that the browser has it. */
export function answerWith({ text, headers }: ServedFile, request: Request): Response {
  const { etag } = headers
  const known = request.headers
    .get('if-none-match')
    ?.replaceAll('W/', '')
    .split(',')
    .map((tag) => tag.trim())
  return etag !== undefined && known?.includes(etag) === true
    ? new Response(null, { status: 304, headers })
    : new Response(text, { headers })
}

function headersOf(type: string, keeping: string): Record<string, string> {
  return {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': keeping,
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  }
}

async function digestOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
