import { styleText } from 'node:util'

/** Prints headed steps, aligned facts and named checks, and remembers whether every check held. */
export interface Report {
  step(title: string): void
  fact(label: string, text: string): void
  check(claim: string, holds: boolean): void
  allHold(): boolean
  /** The last line. */
  finish(): void
}

/** Colour goes to terminals only: `styleText` asks standard output, and respects NO_COLOR. */
export function createReport(print: (line: string) => void): Report {
  let steps = 0
  let checks = 0
  let failures = 0
  return {
    step(title) {
      print('')
      print(styleText('bold', `${++steps}. ${title}`))
    },
    fact(label, text) {
      print(`   ${styleText('dim', label.padEnd(15))}${text}`)
    },
    check(claim, holds) {
      checks++
      if (!holds) failures++
      print(`   ${holds ? styleText('green', '✓') : styleText('red', '✗')} ${claim}`)
    },
    allHold: () => checks > 0 && failures === 0,
    finish() {
      print('')
      const color = failures === 0 ? 'green' : 'red'
      print(styleText(['bold', color], `${checks - failures} of ${checks} checks hold`))
    },
  }
}
