// Saves and finds by the requests that `send` carries to an application, and prints the titles found.
import { memory } from './memory.js'

/** @param send - takes method, address and body, and resolves to the answer's text */
export async function check(send) {
  await send('POST', '/notes', JSON.stringify({ title: 'UI theme', content: 'dark' }))
  const found = JSON.parse(await send('GET', '/notes?q=theme'))
  console.log(found.map(({ title }) => title).join())
}

/** For applications that answer on a port. */
export async function checkOnPort(port) {
  await check(async (method, address, body) => {
    const headers = { 'content-type': 'application/json' }
    return (await fetch(`http://127.0.0.1:${port}${address}`, { method, headers, body })).text()
  })
}

/** Closes the memory, as an application does at its end. */
export async function finish() {
  await (await memory()).close()
}
