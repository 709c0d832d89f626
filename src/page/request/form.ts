/** Reasons for which there is no form: it is larger than the bound or is none, or its body was read before. */
export type NoForm = 'tooLarge' | 'readBefore'

/**
 * Reads a form within a bound of bytes.
 *
 * @param mostFileBytes - added to `mostBytes` where the form has a file
 */
export async function readForm(
  request: Request,
  mostBytes: number,
  mostFileBytes: number,
): Promise<FormData | NoForm> {
  if (request.bodyUsed) return 'readBefore'
  const kind = request.headers.get('content-type') ?? ''
  const isUpload = /^multipart\/form-data\b/i.test(kind)
  if (!isUpload && !/^application\/x-www-form-urlencoded\b/i.test(kind)) return 'tooLarge'
  const body = await readBytes(request, isUpload ? mostFileBytes + mostBytes : mostBytes)
  if (body === null) return 'tooLarge'
  // A parser of the application took what the browser says it has sent.
  if (body.length === 0 && Number(request.headers.get('content-length')) > 0) return 'readBefore'
  try {
    return await new Response(body, { headers: { 'content-type': kind } }).formData()
  } catch {
    return 'tooLarge'
  }
}

async function readBytes(request: Request, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = []
  let length = 0
  const body: AsyncIterable<Uint8Array> | null = request.body
  for await (const part of body ?? []) {
    length += part.byteLength
    if (length > most) return null
    parts.push(part)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

/** Text of a field; empty where the form has none. Line ends of a form become those of a text. */
export function fieldOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : ''
}

/** A whole number of a field from 1, or null. */
export function numberIn(text: string | null | undefined): number | null {
  return text != null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null
}
