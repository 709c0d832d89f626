import type { Draft } from '../../src/core/model.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'
import { zipfText } from './zipf-texts.ts'

/** A fact is a sentence or two. */
const words = 20

/** A short fact; the same for the same numbers. */
export const factOf = (user: number, number: number): Draft & { readonly title: string } => {
  const { type, title, content } = zipfText(user, number)
  return { type, title: `${title} ${number}`, content: content.split(' ').slice(0, words).join(' ') }
}

/** Saves facts for another user, so that a file holds more than what is measured. */
export const fillWithOthers = async (other: UserMemory, count: number): Promise<void> => {
  await Promise.all(Array.from({ length: count }, (_, number) => other.save(factOf(1, number))))
}
