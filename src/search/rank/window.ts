import type { DocumentTable } from '../corpus.ts'

/** Up to this many words an observation's content is one window. */
export const longestSingleWindow = 90
/** Words from the start of one window to the next; a window holds two steps. */
export const windowStep = 30
const windowLength = 2 * windowStep

/** Number of windows of a content of this many words. */
export function windowCount(contentLength: number): number {
  return contentLength <= longestSingleWindow ? 1 : Math.ceil((contentLength - windowLength) / windowStep) + 1
}

/** `[start, end)` of one window, as positions in the content. */
export function windowBounds(contentLength: number, window: number): [number, number] {
  if (contentLength <= longestSingleWindow) return [0, contentLength]
  const start = window * windowStep
  return [start, Math.min(contentLength, start + windowLength)]
}

/** Mean over all windows of all observations of window words plus title words. */
export function averageWindowLength(documents: DocumentTable): number {
  let words = 0
  let windows = 0
  for (let index = 0; index < documents.length; index++) {
    const content = documents.contentLength[index]!
    const title = documents.titleLength[index]!
    if (content <= longestSingleWindow) {
      words += content + title
      windows++
      continue
    }
    const count = windowCount(content)
    const last = content - (count - 1) * windowStep
    words += (count - 1) * windowLength + last + count * title
    windows += count
  }
  return words > 0 ? words / windows : 1
}
