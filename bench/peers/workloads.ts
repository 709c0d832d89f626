import { interleave } from '../shared/interleave.ts'
import { median } from '../shared/report.ts'
import { readMark, simulatedText, type SimulatedText } from '../simulation/texts.ts'
import { filesWith, type Peer } from './peer.ts'

/** Size of the comparison. */
export interface PeersSize {
  readonly memories: number
  /** Memories of a user. */
  readonly each: number
  readonly rounds: number
}

/** Figures of one peer: milliseconds are medians of one call. */
export interface PeerFigures {
  readonly name: string
  readonly version: string
  readonly durability: string
  readonly save: number
  readonly search: number
  readonly list: number
  /** Share of searches with the memory that was asked for among the five. */
  readonly found: number
  /** Results of searches and lists that belong to another user. */
  readonly foreign: number
  readonly erasingCalls: number
  /** Files that still hold a word of an erased user, after everything was closed. */
  readonly remains: number
  readonly facts: readonly string[]
}

const seed = 3
const callsARound = 10
/** A word that only one user has, to look for after that user was erased. */
const planted = 'quartzbreeze'

const userOf = (user: number): string => `user-${user}`

/** The words of a title, without its mark: every peer can find the memory by them. */
const queryOf = ({ title }: SimulatedText): string => title.replace(/ #\S+$/, '').replaceAll(':', '')

/** Fills every peer with the same memories, one user after the other. */
export async function fillPeers(
  peers: readonly Peer[],
  { memories, each }: PeersSize,
  onFilled: (name: string, seconds: number) => void = () => undefined,
): Promise<void> {
  for (const peer of peers) {
    const start = performance.now()
    for (let user = 0; user < memories / each; user++) {
      const texts = Array.from({ length: each }, (_, number) => simulatedText(seed, user, number))
      await peer.fill(
        userOf(user),
        texts.map(({ title, content }) => ({ title, content })),
      )
    }
    onFilled(peer.name, (performance.now() - start) / 1000)
  }
}

/** Asks every peer the same, in turns, and then erases one user in each. */
export async function measurePeers(peers: readonly Peer[], size: PeersSize): Promise<PeerFigures[]> {
  const users = Math.ceil(size.memories / size.each)
  const counts = new Map(peers.map(({ name }) => [name, { found: 0, asked: 0, foreign: 0, next: size.each }]))
  const look = ({ name }: Peer, user: number, titles: readonly string[]): void => {
    for (const title of titles) if (readMark(title)?.user !== user) counts.get(name)!.foreign++
  }
  const search = async (peer: Peer, call: number): Promise<void> => {
    const [user, number] = [call % users, (call * 37) % size.each]
    const text = simulatedText(seed, user, number)
    const titles = await peer.search(userOf(user), queryOf(text))
    const count = counts.get(peer.name)!
    count.asked++
    if (titles.includes(text.title)) count.found++
    look(peer, user, titles)
  }
  const list = async (peer: Peer, call: number): Promise<void> =>
    look(peer, call % users, await peer.list(userOf(call % users)))
  const save = (peer: Peer, call: number): Promise<void> => {
    const user = call % users
    const { title, content } = simulatedText(seed, user, counts.get(peer.name)!.next++)
    return peer.save(userOf(user), { title, content })
  }
  const timed = async (
    work: (peer: Peer, call: number) => Promise<void>,
  ): Promise<Record<string, number>> => {
    const contestants = peers.map((peer) => [
      peer.name,
      async (round: number) => {
        for (let i = 0; i < callsARound; i++) await work(peer, round * callsARound + i)
      },
    ])
    const times = await interleave(
      Object.fromEntries(contestants) as Record<string, (round: number) => unknown>,
      {
        rounds: size.rounds,
        warmUp: 1,
      },
    )
    return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all) / callsARound]))
  }
  const [searches, lists, saves] = [await timed(search), await timed(list), await timed(save)]
  const figures: PeerFigures[] = []
  for (const peer of peers) {
    const { found, asked, foreign } = counts.get(peer.name)!
    const { name, version, durability } = peer
    const facts = (await peer.facts?.()) ?? []
    const times = { save: saves[name]!, search: searches[name]!, list: lists[name]! }
    figures.push({
      name,
      version,
      durability,
      ...times,
      found: found / asked,
      foreign,
      facts,
      ...(await eraseIn(peer)),
    })
  }
  return figures
}

/** Erases a user and closes the peer, and looks for the user's text in its files. */
async function eraseIn(peer: Peer): Promise<Pick<PeerFigures, 'erasingCalls' | 'remains'>> {
  await peer.save('erased', { title: 'A secret', content: `The secret is ${planted}.` })
  await peer.save('erased', { title: 'No secret', content: 'Nothing to hide.' })
  const erasingCalls = await peer.erase('erased')
  await peer.close()
  return { erasingCalls, remains: filesWith(peer.folder, planted) }
}
