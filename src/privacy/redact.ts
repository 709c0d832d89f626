import { readTag } from './tag.ts'

declare const redacted: unique symbol

/** Text that {@link redact} returned. Stores take no other. */
export type RedactedText = string & { readonly [redacted]: true }

/** Stands where private text was. It holds no `<`, so that what surrounds it can never join to a tag. */
const mark = '[REDACTED]'

/** `[start, end)` in the joined text of one operation. */
interface Region {
  readonly start: number
  end: number
}

/**
 * Replaces every `<private>…</private>` region by `[REDACTED]`.
 *
 * It takes linear time and fails closed: an unclosed region reaches to the end, and a closing tag without an opening
 * redacts from the start, because what precedes it may be the tail of a region that was split off.
 *
 * @example
 * ```ts
 * redact('call me <private>+49 170 1234</private> after six') // 'call me [REDACTED] after six'
 * ```
 */
export function redact(text: string): RedactedText {
  return replaceRegions([text], mark)[0] as RedactedText
}

/**
 * Redacts texts that belong together, as the title and the content of one observation, as if they were one text: a
 * region or a tag that is split over them exposes nothing. A closing tag without an opening redacts from the start of
 * the text in which it begins.
 */
export function redactFields(fields: readonly string[]): RedactedText[] {
  return replaceRegions(fields, mark) as RedactedText[]
}

/** The text with a space in place of every private region: what may be searched for. */
export function withoutPrivate(text: string): string {
  return replaceRegions([text], ' ').join('')
}

function replaceRegions(fields: readonly string[], replacement: string): string[] {
  // Nearly all text: a tag needs an opening bracket.
  if (!fields.some((field) => field.includes('<'))) return [...fields]
  const text = fields.join('')
  const regions = findRegions(text, startsOf(fields))
  let start = 0
  let next = 0
  return fields.map((field) => {
    const end = start + field.length
    const pieces: string[] = []
    let kept = start
    for (let region = regions[next]; region && region.start < end; region = regions[++next]) {
      if (region.start > kept) pieces.push(text.slice(kept, region.start))
      const hiddenUntil = Math.min(region.end, end)
      if (hiddenUntil > kept) pieces.push(replacement)
      kept = hiddenUntil
      // The rest of this region belongs to the fields that follow.
      if (region.end > end) break
    }
    pieces.push(text.slice(kept, end))
    start = end
    return pieces.join('')
  })
}

/** Lists the start of each field in the joined text, and the end of the last one. */
function startsOf(fields: readonly string[]): number[] {
  const starts = [0]
  let end = 0
  for (const field of fields) starts.push((end += field.length))
  return starts
}

/** The private regions in order, none overlapping another. */
function findRegions(text: string, fieldStarts: readonly number[]): Region[] {
  const regions: Region[] = []
  const boundaries = new Set(fieldStarts)
  let fieldStart = 0
  let field = 0
  let depth = 0
  let start = 0
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1)) {
    const tag = readTag(text, at, boundaries)
    if (tag === null) continue
    if (tag.kind === 'opening') {
      if (depth === 0) start = at
      depth += 1
      continue
    }
    if (depth === 0) {
      for (let next = fieldStarts[field]; next !== undefined && next <= at; next = fieldStarts[++field])
        fieldStart = next
      start = fieldStart
      cutBackTo(regions, start)
      depth = 1
    }
    // A closing tag without its `>` may be text that only looks like one: the region goes on.
    if (tag.isComplete) depth -= 1
    if (depth === 0) regions.push({ start, end: tag.end })
  }
  if (depth > 0) regions.push({ start, end: text.length })
  return regions
}

/** Makes room for a region that starts earlier than the last ones found. */
function cutBackTo(regions: Region[], start: number): void {
  while ((regions.at(-1)?.start ?? -1) >= start) regions.pop()
  const last = regions.at(-1)
  if (last && last.end > start) last.end = start
}
