import { defineAgent } from 'eve'
import { mockModel } from 'eve/evals'

/** A model that saves what it is told to, and else repeats what it reads in the role of the user. */
export default defineAgent({
  model: mockModel(({ messages, lastUserMessage, toolResults }) => {
    if (lastUserMessage?.startsWith('Save: ') === true && toolResults.length === 0) {
      const input = { type: 'preference', title: 'Wish', content: lastUserMessage.slice('Save: '.length) }
      return { toolCalls: [{ name: 'profile__mem_save', input }] }
    }
    const read = messages.filter(({ role }) => role === 'user').map(({ text }) => text)
    const slots = read.filter((text) => text.includes('Stored memory of this user')).length
    return [`Slots: ${slots}`, ...read, ...toolResults.map(({ output }) => JSON.stringify(output))].join('\n')
  }),
})
