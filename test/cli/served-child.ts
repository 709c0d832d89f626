import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { request } from 'node:http'

/** Waits until a child has written a text on standard output, and returns all that it wrote until then. */
export async function untilWritten(child: ChildProcessWithoutNullStreams, text: string): Promise<string> {
  let written = ''
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (more: Buffer | string) => {
      written += String(more)
      if (written.includes(text)) resolve(written)
    })
    child.once('close', () => reject(new Error(`the process ended before it wrote that: ${written}`)))
  })
}

/** A save of which the server has everything but the end of its body. */
export interface BegunSave {
  /** Sends the end; resolves to the status, or to 0 where the connection was cut off. */
  readonly finish: () => Promise<number>
}

/** Begins a save, and resolves once the server has accepted its headers. */
export async function beginSave(url: string, headers: Readonly<Record<string, string>>): Promise<BegunSave> {
  const body = JSON.stringify({ type: 'profile', title: 'Kept', content: 'to the end' })
  const sent = request(`${url}/v1/observations`, {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      'content-length': String(body.length),
      expect: '100-continue',
    },
  })
  const status = new Promise<number>((resolve) => {
    sent.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', () => resolve(0))
  })
  await new Promise((resolve) => {
    sent.once('continue', resolve)
    sent.flushHeaders()
  })
  sent.write(body.slice(0, 10))
  return {
    finish: () => {
      sent.end(body.slice(10))
      return status
    },
  }
}
