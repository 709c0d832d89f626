import { headers } from 'next/headers'
import { sessionOf } from '../session.js'

export default async function Home() {
  const session = sessionOf({ headers: await headers() })
  return session === null ? <SignIn /> : <Notes name={session.userId} />
}

/** Stands for the login that an application has: it asks for no password. */
function SignIn() {
  return (
    <form method="post" action="/sign-in">
      <label>
        Your name <input name="name" required />
      </label>
      <button>Sign in</button>
    </form>
  )
}

function Notes({ name }) {
  return (
    <>
      <h1>Notes of {name}</h1>
      <form method="post" action="/notes">
        <label>
          Note <input name="note" required maxLength="200" />
        </label>
        <button>Keep</button>
      </form>
      {/* Not a Link: the page is no part of the application's router. */}
      <p>
        <a href="/memory">What is remembered about you</a>
      </p>
    </>
  )
}
