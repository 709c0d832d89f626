import { memory } from '../../memory.js'
import { sessionOf } from '../../session.js'

export async function POST(request) {
  const session = sessionOf(request)
  if (session === null) return new Response('Sign in first.', { status: 401 })
  const title = (await request.formData()).get('note')
  await (await memory()).forUser(session.userId).save({ type: 'discovery', title, content: title })
  return new Response(null, { status: 303, headers: { location: '/' } })
}
