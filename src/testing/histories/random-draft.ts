import type { Draft } from '../../core/model.ts'
import type { Random } from './random.ts'

/** Words of texts and queries. */
export const words = [
  'red',
  'green',
  'blue',
  'kitchen',
  'window',
  'garden',
  'bicycle',
  'running',
  'x',
  'ui',
] as const

/** Types of observations. */
export const types = ['profile', 'preference', 'decision', 'discovery', 'pattern', 'item'] as const
/** Topic keys; most drafts have none. */
const topics = [null, null, 'ui/theme', 'ui', 'garden'] as const
const titles = ['Note', 'Red', 'Garden'] as const

/** A draft with few words, some with something beside the text. */
export function randomDraft(random: Random): Draft {
  const content = Array.from({ length: 1 + random.below(5) }, () => random.pick(words)).join(' ')
  const beside = random.chance(0.3) ? randomBeside(random) : {}
  const [type, title] = [random.pick(types), random.pick(titles)]
  return { type, title, content, topicKey: random.pick(topics), ...beside }
}

/** The fields of a draft beside its text. */
export type Beside = Pick<Draft, 'data' | 'source' | 'keywords' | 'pinned'>

/** Something beside the text: at least one field. */
export function randomBeside(random: Random): Beside {
  const word = random.pick(words)
  return random.pick<Beside>([
    { data: { [word]: random.below(2), list: [word, null] } },
    { source: `chat:${word}` },
    { keywords: [`${word} ${random.pick(words)}`] },
    { pinned: true },
    { data: {}, keywords: [word], pinned: random.chance(0.5) },
  ])
}

/** Drafts about one word. */
export function randomFlood(random: Random, size: number): Draft[] {
  const theme = random.pick(words)
  return Array.from({ length: size }, (_, index) => ({
    type: random.pick(types),
    title: random.pick(titles),
    content: `${theme} ${theme} ${random.pick(words)} ${index}`,
    topicKey: index % 7 === 6 ? 'ui' : null,
  }))
}
