import { listen, type Place } from './place/place.ts'

/** Selects all memories of the list, and counts the selected ones. */
export function watchSelection(place: Place): void {
  listen(place, 'change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.type !== 'checkbox') return
    const form = target.closest<HTMLFormElement>('form[data-select]')
    if (form === null) return
    if (target.matches('[data-all]')) for (const box of boxesOf(form)) box.checked = target.checked
    showSelection(place)
  })
}

/** Shows how many memories are selected. */
export function showSelection({ root }: Place): void {
  const form = root.querySelector<HTMLFormElement>('form[data-select]')
  const all = form?.querySelector<HTMLInputElement>('input[data-all]')
  const shown = form?.querySelector('output')
  if (form == null || all == null || shown == null) return
  const boxes = boxesOf(form)
  const count = boxes.filter(({ checked }) => checked).length
  all.checked = count > 0 && count === boxes.length
  all.indeterminate = count > 0 && count < boxes.length
  const text = count === 0 ? '' : (shown.dataset['text'] ?? '').replace('%', String(count))
  if (shown.textContent !== text) shown.textContent = text
}

/** Ids of the memories that are selected now. */
export function selectedIds({ root }: Place): Set<string> {
  const boxes = root.querySelectorAll<HTMLInputElement>('input[name=id]:checked')
  return new Set([...boxes].map(({ value }) => value))
}

/** Selects the memories with these ids where the list has them. */
export function selectAgain(place: Place, ids: ReadonlySet<string>): void {
  for (const box of place.root.querySelectorAll<HTMLInputElement>('input[name=id]'))
    box.checked = ids.has(box.value)
  showSelection(place)
}

function boxesOf(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>('li:not([hidden]) input[name=id]')]
}
