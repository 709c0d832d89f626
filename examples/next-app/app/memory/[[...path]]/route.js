import { createMemoryPage } from 'ilab-memory/page'
import { memory } from '../../../memory.js'
import { sessionOf } from '../../../session.js'

let page

async function answer(request) {
  page ??= createMemoryPage(await memory(), {
    user: (visitor) => sessionOf(visitor)?.userId ?? null,
    basePath: '/memory',
    home: '/',
    secret: process.env.PAGE_SECRET, // at least 32 characters: openssl rand -hex 32
  })
  return page.fetch(request)
}

export { answer as GET, answer as POST }
