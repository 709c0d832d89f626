/**
 * A model of redaction without any care for speed: every character gets the number of the region that hides it, or 0.
 */
export function redactByModel(fields: readonly string[]): string[] {
  const text = fields.join('')
  const starts = fields.map((_, index) => fields.slice(0, index).join('').length)
  const ends = new Set(fields.map((field, index) => (starts[index] ?? 0) + field.length))
  const regionOf = Array.from({ length: text.length }, () => 0)
  let depth = 0
  let region = 0
  for (let at = 0; at < text.length; at += 1) {
    const tag = modelTag(text, at, ends)
    if (tag === 'opening') {
      if (depth === 0) region += 1
      depth += 1
    }
    if (tag === 'broken closing' && depth === 0) {
      region += 1
      depth = 1
      hideFromStartOfField(at)
    }
    if (tag?.startsWith('</')) {
      if (depth === 0) {
        region += 1
        hideFromStartOfField(at)
      }
      for (let index = at; index < at + tag.length; index += 1) regionOf[index] = region
      depth = Math.max(0, depth - 1)
    }
    if (depth > 0) regionOf[at] = region
  }
  return fields.map((field, index) =>
    render(field, regionOf.slice(starts[index], (starts[index] ?? 0) + field.length)),
  )

  function hideFromStartOfField(at: number): void {
    const start = Math.max(...starts.filter((from) => from <= at))
    for (let index = start; index < at; index += 1) regionOf[index] = region
  }
}

function render(field: string, regions: readonly number[]): string {
  let output = ''
  for (let index = 0; index < field.length; index += 1) {
    const region = regions[index] ?? 0
    if (region === 0) output += field[index]
    else if (region !== regions[index - 1]) output += '[REDACTED]'
  }
  return output
}

const space = /^[\s\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f]*/u

/** The kind of tag that begins at `at`; a complete closing tag is its normalised text, as long as the tag. */
function modelTag(text: string, at: number, ends: ReadonlySet<number>): string | null {
  if (text[at] !== '<') return null
  let rest = text.slice(at + 1).replace(space, '')
  const closing = rest.startsWith('/')
  if (closing) rest = rest.slice(1).replace(space, '')
  if (!/^private/i.test(rest)) return null
  rest = rest.slice('private'.length)
  const isAtEndOfField = ends.has(text.length - rest.length)
  if (!isAtEndOfField && /^[a-z0-9_-]/i.test(rest)) return null
  if (!closing) return 'opening'
  rest = rest.replace(space, '')
  if (!rest.startsWith('>')) return 'broken closing'
  return '</'.padEnd(text.length - rest.length + 1 - at, '>')
}
