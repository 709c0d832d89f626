/**
 * Characters that a terminal acts on instead of showing them: control characters, also the 8-bit ones, and marks that
 * change the direction of text. The latter can make a line read as another.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const acted = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** Writes a user's text on one line, with a visible sign for each character that could drive the terminal. */
export function plainLine(text: string): string {
  return text.replaceAll(/\r\n|[\r\n\t]/g, ' ').replaceAll(acted, sign)
}

/** Text of a user's in lines: line ends stay, tabs become spaces. */
export function plainLines(text: string): string[] {
  return text.split(/\r\n|\n/).map((line) => line.replaceAll('\t', '    ').replaceAll(acted, sign))
}

/** JSON that says the same and holds nothing that a terminal acts on. */
export function plainJson(json: string): string {
  return json.replaceAll(acted, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** `␛` for the escape character; what has no picture of its own becomes the replacement character. */
function sign(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x24_00 + code)
  return code === 0x7f ? '␡' : '�'
}
