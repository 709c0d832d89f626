import { ToolError } from './tool-error.ts'

/** Lines of a file that can be shown at most. */
const mostLines = 999_999
const numberWidth = 6

/** Writes lines with their numbers. `from` is the number of the first, counted from 1. */
function numbered(lines: readonly string[], from: number): string {
  return lines.map((line, at) => `${String(from + at).padStart(numberWidth)}\t${line}`).join('\n')
}

/** Shows a file, or a range of its lines; an end of -1 is the last line. Errors: an `Error` for too many lines. */
export function shownFile(path: string, content: string, range?: readonly number[]): string {
  const lines = content.split('\n')
  if (lines.length > mostLines) {
    throw new ToolError(`File ${path} has too many lines (${lines.length}). Maximum is 999,999 lines.`)
  }
  const [first = 1, last = -1] = range ?? []
  const start = Math.max(1, first)
  const part = lines.slice(start - 1, last === -1 ? lines.length : last)
  return `Here's the content of ${path} with line numbers:\n${numbered(part, start)}`
}

/** An edited file, and what the model is told about it. */
export interface Edit {
  readonly content: string
  readonly told: string
}

/** Replaces a text that occurs once, also one of several lines. Errors: an `Error` where it occurs never or more often. */
export function replaced(path: string, content: string, oldText: string, newText: string): Edit {
  const places = placesOf(content, oldText)
  const [place] = places
  if (place === undefined) {
    throw new ToolError(
      `No replacement was performed, old_str \`${oldText}\` did not appear verbatim in ${path}.`,
    )
  }
  const lineAt = (at: number): number => content.slice(0, at).split('\n').length
  if (places.length > 1) {
    const lines = [...new Set(places.map(lineAt))].join(', ')
    throw new ToolError(
      `No replacement was performed. Multiple occurrences of old_str \`${oldText}\` in lines: ${lines}. Please ensure it is unique`,
    )
  }
  const edited = content.slice(0, place) + newText + content.slice(place + oldText.length)
  const line = lineAt(place)
  const from = Math.max(1, line - 2)
  const snippet = numbered(edited.split('\n').slice(from - 1, line + 2), from)
  return {
    content: edited,
    told: `The memory file has been edited. Here is the snippet showing the change (with line numbers):\n${snippet}`,
  }
}

function placesOf(content: string, text: string): number[] {
  const places: number[] = []
  if (text === '') return places
  for (let at = content.indexOf(text); at !== -1; at = content.indexOf(text, at + 1)) places.push(at)
  return places
}

/** Inserts a text behind a line; 0 is the beginning. Errors: an `Error` for a line that the file does not have. */
export function inserted(path: string, content: string, line: number, text: string): Edit {
  const lines = content.split('\n')
  if (!Number.isInteger(line) || line < 0 || line > lines.length) {
    throw new ToolError(
      `Invalid \`insert_line\` parameter: ${line}. It should be within the range of lines of the file: [0, ${lines.length}]`,
    )
  }
  lines.splice(line, 0, text.replace(/\n$/, ''))
  return { content: lines.join('\n'), told: `The file ${path} has been edited.` }
}
