import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Text of one memory. */
export interface PeerText {
  readonly title: string
  readonly content: string
}

/** A way to keep the memory of users, as an application would call it. Each method returns titles, if it returns anything. */
export interface Peer {
  readonly name: string
  /** Versions of its packages. */
  readonly version: string
  /** Settings that decide if an acknowledged save survives a crash of the machine. */
  readonly durability: string
  /** Keeps one memory of a user. */
  save(user: string, text: PeerText): Promise<void>
  /** Keeps many at once, if there is a way; else one after the other. */
  fill(user: string, texts: readonly PeerText[]): Promise<void>
  /** Finds the five best memories of a user. */
  search(user: string, query: string): Promise<string[]>
  /** Returns the 20 newest memories of a user. */
  list(user: string): Promise<string[]>
  /** Removes everything of a user by the calls that there are. Returns their number. */
  erase(user: string): Promise<number>
  /** Closes it and waits until everything is on the disk. */
  close(): Promise<void>
  /** Folder of its files. */
  readonly folder: string
  /** Facts that the run has checked, as sentences. */
  facts?(): Promise<string[]>
}

/** Finds and lists as many as these. */
export const found = 5
export const listed = 20

/** Dimensions of the vectors that stand for a model's. */
export const dimensions = 384

/**
 * Counts words as a vector of length 1. It stands for a model of meaning where a peer needs one: no model is measured, and its
 * time is not either.
 */
export function wordVector(text: string): number[] {
  const counts = Array.from({ length: dimensions }, () => 0)
  for (const word of text.toLowerCase().split(/\W+/)) {
    let hash = 0
    for (let i = 0; i < word.length; i++) hash = (Math.imul(hash, 31) + word.charCodeAt(i)) >>> 0
    counts[hash % dimensions]!++
  }
  const length = Math.hypot(...counts) || 1
  return counts.map((count) => count / length)
}

/** A memory's text as one string, its title on the first line. */
export const asOneText = ({ title, content }: PeerText): string => `${title}\n${content}`

export const titleOf = (text: string): string => text.split('\n', 1)[0] ?? ''

/** Counts the files of a folder that hold a word. */
export function filesWith(folder: string, word: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return files.filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(word)).length
}
