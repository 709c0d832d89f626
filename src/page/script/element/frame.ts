/** Choices that the application makes in the person's place; null leaves one to the person. */
export interface Choices {
  readonly language: string | null
  readonly theme: string | null
  readonly label: string | null
}

/**
 * Makes the element that stands for the page's own root, and the one that stands for its body. Until a page comes, they
 * show what the application has put into the element.
 */
export function createFrame(root: ShadowRoot): [frame: HTMLElement, body: HTMLElement] {
  const frame = document.createElement('section')
  frame.className = 'script element'
  const body = document.createElement('div')
  body.className = 'body'
  body.append(document.createElement('slot'))
  frame.append(body)
  root.replaceChildren(frame)
  return [frame, body]
}

/** Puts a page into a frame. The live region stays, since only one that was there before is heard, and so does an offer to undo. */
export function putInto(frame: HTMLElement, body: HTMLElement, page: Document): void {
  const root = page.documentElement
  frame.lang = root.lang
  frame.dataset['theme'] = root.dataset['theme'] ?? 'auto'
  frame.ariaLabel = page.querySelector('.brand')?.textContent ?? page.querySelector('h1')?.textContent ?? null
  const live = body.querySelector('#live')
  const fresh = page.getElementById('live')
  if (live !== null && fresh !== null) {
    live.textContent = ''
    for (const { name, value } of fresh.attributes) live.setAttribute(name, value)
    fresh.remove()
  }
  for (const child of Array.from(body.children)) if (child !== live && !child.matches('.undo')) child.remove()
  body.prepend(...page.body.childNodes)
}

/** Shows what the application has chosen, takes those choices from the person, and offers the way back where there is one. */
export function addMark(
  frame: HTMLElement,
  root: ShadowRoot,
  { language, theme, label }: Choices,
  hasBefore: boolean,
): void {
  if (theme !== null) frame.dataset['theme'] = theme
  if (label !== null) frame.ariaLabel = label
  const back = root.querySelector<HTMLElement>('button[data-back]')
  if (back !== null) back.hidden = !hasBefore
  const form = root.querySelector('form[data-preferences]')
  if (language !== null) form?.querySelector('[name=language]')?.closest('label')?.remove()
  if (theme !== null) form?.querySelector('[name=theme]')?.closest('label')?.remove()
}
