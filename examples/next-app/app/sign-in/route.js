import { sessionCookie } from '../../session.js'

export async function POST(request) {
  const name = (await request.formData()).get('name')
  const headers = { location: '/', 'set-cookie': sessionCookie(name) }
  return new Response(null, { status: 303, headers })
}
