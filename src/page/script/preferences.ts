import { fetchPage, sendForm } from './fetch-page.ts'
import { announceFailure } from './live.ts'
import { selectAgain, selectedIds } from './selection.ts'
import { showLocalTimes } from './times.ts'

/** Changes colours and language at once. The place on the page and what was typed stay. */
export function changePreferences(): void {
  document.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLSelectElement)) return
    const form = target.closest<HTMLFormElement>('form[data-preferences]')
    if (form === null) return
    if (target.name === 'theme') document.documentElement.dataset['theme'] = target.value
    void change(form, target.name)
  })
}

async function change(form: HTMLFormElement, name: string): Promise<void> {
  try {
    await sendForm(form)
    if (name !== 'language') return
    const { page } = await fetchPage(location.href)
    const typed = typedTexts()
    const selected = selectedIds()
    const top = scrollY
    document.documentElement.lang = page.documentElement.lang
    document.title = page.title
    // An offer to undo belongs to the window: it stays.
    const offers = document.querySelectorAll('body > .undo')
    document.body.replaceChildren(...page.body.childNodes, ...offers)
    showLocalTimes(document)
    typeAgain(typed)
    selectAgain(selected)
    scrollTo({ top })
    document
      .querySelector<HTMLElement>(`form[data-preferences] [name=${name}]`)
      ?.focus({ preventScroll: true })
  } catch {
    announceFailure()
  }
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/**
 * Every field that a person fills, under the address of its form and its name. The revision is the one that the person
 * has seen: a newer one would let an edit overwrite what came in between.
 */
function fieldsOfPage(): Map<string, Field> {
  const fields = document.querySelectorAll<Field>(
    'input:not([type=hidden], [type=checkbox], [type=file]), textarea, select, [name=revision]',
  )
  return new Map([...fields].map((field) => [`${field.form?.action} ${field.name}`, field]))
}

function typedTexts(): Map<string, string> {
  return new Map([...fieldsOfPage()].map(([key, { value }]) => [key, value]))
}

function typeAgain(typed: ReadonlyMap<string, string>): void {
  for (const [key, field] of fieldsOfPage()) field.value = typed.get(key) ?? field.value
}
