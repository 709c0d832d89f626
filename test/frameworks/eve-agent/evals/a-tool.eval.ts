import { defineEval } from 'eve/evals'
import { includes } from 'eve/evals/expect'

/** A fact that the model saves by a tool in one session reaches it in another one. */
export default defineEval({
  async test(t) {
    await t.send('Save: The caller wants answers in Portuguese.')
    t.succeeded()
    t.calledTool('profile__mem_save')
    const turn = await t.send('In which language do I want answers?')
    t.check(turn.message, includes('preference] Wish: The caller wants answers in Portuguese.'))
  },
})
