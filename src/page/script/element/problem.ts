import type { Place } from '../place/place.ts'
import { TokenError } from './credentials.ts'
import type { MemoryElementError } from './events.ts'

/** Problem that the element tells the application. */
export type Problem = MemoryElementError

/** Texts for the time before a page of the server has come: it brings all others. */
const texts: Readonly<Record<string, readonly [failed: string, again: string]>> = {
  en: ['The memory could not be reached. Try again later.', 'Try again'],
  es: ['No se pudo llegar a la memoria. Prueba más tarde.', 'Probar otra vez'],
}

/** Finds the problem behind a request that brought no page. */
export function problemOf(error: unknown): Problem {
  if (error instanceof TokenError) return { code: 'no_token', status: 0 }
  const answer = error instanceof Error ? error.cause : undefined
  return answer instanceof Response
    ? { code: 'no_page', status: answer.status }
    : { code: 'unreachable', status: 0 }
}

/** Shows that the page cannot be shown, with a button that tries again. What is shown already stays below. */
export function showProblem({ root, frame, body }: Place, language: string | null): void {
  const known = frame.lang === '' ? language?.split('-')[0] : frame.lang
  const [failed, again] = texts[known ?? ''] ?? texts['en']!
  const notice = document.createElement('div')
  notice.className = 'notice bad row between'
  notice.role = 'alert'
  notice.dataset['problem'] = ''
  const text = document.createElement('span')
  text.textContent = failed
  const button = document.createElement('button')
  button.type = 'button'
  button.dataset['again'] = ''
  button.textContent = again
  notice.append(text, button)
  root.querySelector('[data-problem]')?.remove()
  ;(root.getElementById('content') ?? body).prepend(notice)
}
