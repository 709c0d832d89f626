/** Returns a function that prints a line to standard error, if the last one was printed some seconds ago. */
export function progressEvery(seconds: number): (line: () => string) => void {
  let last = performance.now()
  return (line) => {
    const now = performance.now()
    if (now - last < seconds * 1000) return
    last = now
    console.error(line())
  }
}
