/** A value that is there at once, or comes later. */
export type Awaitable<Value> = Value | Promise<Value>

/**
 * Work in steps: a generator that yields where it has to wait. One description of a read then serves a store that
 * answers at once, within one turn of the event loop, and a store that answers over a network.
 */
export type Steps<Result> = Generator<Promise<unknown>, Result, unknown>

/** Takes a value out of an answer, waiting for it only if it is not there yet. */
export function* ask<Value>(answer: Awaitable<Value>): Steps<Value> {
  return answer instanceof Promise ? ((yield answer) as Value) : answer
}

/** Takes the values out of several answers that were asked for together. */
export function* askAll<const Answers extends readonly unknown[]>(
  answers: Answers,
): Steps<{ -readonly [Index in keyof Answers]: Awaited<Answers[Index]> }> {
  const mustWait = answers.some((answer) => answer instanceof Promise)
  return (mustWait ? yield Promise.all(answers) : answers) as never
}

/** Runs steps that never wait. Throws a `TypeError` if one does. */
export function runAtOnce<Result>(steps: Steps<Result>): Result {
  const { done, value } = steps.next()
  if (done !== true) throw new TypeError('a store that answers at once returned a promise')
  return value
}

/** Runs steps: at once as long as nothing has to wait, then by a promise. */
export function run<Result>(steps: Steps<Result>): Awaitable<Result> {
  const state = steps.next()
  return state.done === true ? state.value : finish(steps, state)
}

/** Runs steps, and waits where they have to. */
export async function runWaiting<Result>(steps: Steps<Result>): Promise<Result> {
  return finish(steps, steps.next())
}

async function finish<Result>(
  steps: Steps<Result>,
  begun: IteratorResult<Promise<unknown>, Result>,
): Promise<Result> {
  let state = begun
  while (state.done !== true) {
    let value: unknown
    try {
      value = await state.value
    } catch (error) {
      state = steps.throw(error)
      continue
    }
    state = steps.next(value)
  }
  return state.value
}
