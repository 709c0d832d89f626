import type { UserMemory } from '../../../core/user-memory.ts'
import { hour, type World } from '../../world.ts'

/** An observation that the cases revise. */
export const theme = { type: 'preference', title: 'UI theme', content: 'dark', topicKey: 'ui/theme' }

/** Alice with three revisions of her theme, an hour apart. */
export async function withHistory({ actor, clock }: World): Promise<UserMemory> {
  const alice = actor('alice')
  await alice.save(theme)
  clock.advance(hour)
  await alice.save({ ...theme, content: 'light' })
  clock.advance(hour)
  await alice.update('ui/theme', { title: 'Theme', content: 'red' })
  return alice
}

/** Contents of all versions, newest first. */
export async function contents(memory: UserMemory, ref: string | number = 'ui/theme'): Promise<string[]> {
  return (await memory.history(ref)).versions.map(({ content }) => content)
}
