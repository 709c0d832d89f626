import { defineEval } from 'eve/evals'
import { includes } from 'eve/evals/expect'

/** A fact that the caller tells in one session reaches the model in another one, by the slot of the caller alone. */
export default defineEval({
  async test(t) {
    await t.send('My dog is called Rex.')
    t.succeeded()
    const { message } = await t.send('What is my dog called?')
    t.check(message, includes('My dog is called Rex.'))
    t.check(message, includes('Slots: 1\n'))
  },
})
