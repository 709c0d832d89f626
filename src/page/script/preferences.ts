import { fetchPage, sendForm } from './place/fetch-page.ts'
import { announceFailure } from './place/live.ts'
import { listen, type Place } from './place/place.ts'
import { selectAgain, selectedIds } from './selection.ts'

/** Changes colours and language at once. The place on the page and what was typed stay. */
export function changePreferences(place: Place): void {
  listen(place, 'change', ({ target }) => {
    if (!(target instanceof HTMLSelectElement)) return
    const form = target.closest<HTMLFormElement>('form[data-preferences]')
    if (form === null) return
    if (target.name === 'theme') place.frame.dataset['theme'] = target.value
    void change(place, form, target.name)
  })
}

async function change(place: Place, form: HTMLFormElement, name: string): Promise<void> {
  try {
    await sendForm(place, form)
    if (name !== 'language') return
    const { page } = await fetchPage(place, place.address)
    const typed = typedTexts(place)
    const selected = selectedIds(place)
    const top = scrollY
    place.put(page)
    typeAgain(place, typed)
    selectAgain(place, selected)
    scrollTo({ top })
    place.root
      .querySelector<HTMLElement>(`form[data-preferences] [name=${name}]`)
      ?.focus({ preventScroll: true })
  } catch {
    announceFailure(place)
  }
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/**
 * Every field that a person fills, under the address of its form and its name. The revision is the one that the person
 * has seen: a newer one would let an edit overwrite what came in between.
 */
function fieldsOfPage({ root }: Place): Map<string, Field> {
  const fields = root.querySelectorAll<Field>(
    'input:not([type=hidden], [type=checkbox], [type=file]), textarea, select, [name=revision]',
  )
  return new Map([...fields].map((field) => [`${field.form?.action} ${field.name}`, field]))
}

function typedTexts(place: Place): Map<string, string> {
  return new Map([...fieldsOfPage(place)].map(([key, { value }]) => [key, value]))
}

function typeAgain(place: Place, typed: ReadonlyMap<string, string>): void {
  for (const [key, field] of fieldsOfPage(place)) field.value = typed.get(key) ?? field.value
}
