const mark = /(?=q([a-p]{5})z)/g

/** The marks of words that occur once in a file's bytes, or in a text. */
export function marksIn(text: string): Set<string> {
  return new Set(Array.from(text.toLowerCase().matchAll(mark), ([, letters]) => letters!))
}

/** The end of a word that no other number gives. Beginnings of words must hold none of its letters. */
export function markOf(number: number): string {
  const digits = number.toString(16).padStart(5, '0')
  const letters = digits.replaceAll(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)))
  return `q${letters}z`
}
