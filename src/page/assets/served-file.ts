/** A file that the page brings along. Its name has a digest of its text, so a browser may keep it for ever. */
export interface ServedFile {
  readonly name: string
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

/** Makes a file. */
export async function makeFile(
  base: string,
  ending: 'css' | 'js',
  type: string,
  text: string,
): Promise<ServedFile> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  const hex = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return {
    name: `${base}-${hex}.${ending}`,
    text,
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    },
  }
}
