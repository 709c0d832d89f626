/** Something to be timed again and again; `round` counts from 0. */
export type Timed = (round: number) => unknown

/**
 * Times every contestant once a round, in turn and in alternating order, so that other work of the machine slows all
 * of them. Returns milliseconds by contestant. Rounds before `warmUp` are not counted.
 */
export const interleave = async <Name extends string>(
  contestants: Readonly<Record<Name, Timed>>,
  { rounds, warmUp = 0 }: { readonly rounds: number; readonly warmUp?: number },
): Promise<Record<Name, number[]>> => {
  const names = Object.keys(contestants) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const start = performance.now()
      await contestants[name](round)
      const time = performance.now() - start
      if (round >= warmUp) times[name].push(time)
    }
  }
  return times
}
