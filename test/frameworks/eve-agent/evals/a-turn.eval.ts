import { defineEval } from 'eve/evals'
import { includes } from 'eve/evals/expect'

/** A fact that the caller tells in one session reaches the model in another one. */
export default defineEval({
  async test(t) {
    await t.send('My dog is called Rex.')
    t.succeeded()
    const turn = await t.send('What is my dog called?')
    t.check(turn.message, includes('Stored memory of this user'))
    t.check(turn.message, includes('My dog is called Rex.'))
  },
})
