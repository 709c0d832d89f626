import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { stableUserId } from '../../src/index.ts'

const derive = promisify(scrypt) as (
  password: string,
  salt: Buffer,
  length: number,
  cost: object,
) => Promise<Buffer>
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 }
const digestLength = 32

/** By user id: the salt and the digest of a password, in base64. No address is kept. */
type Records = Record<string, { readonly salt: string; readonly digest: string }>

/** After so many wrong passwords an account rests for a while. */
const mostFailures = 10
const restMs = 15 * 60_000

/** Accounts that may sign in. A real application has them already; the memory only needs a stable id of each user. */
export class Accounts {
  readonly #path: string
  readonly #salt: string
  readonly #now: () => number
  readonly #records: Map<string, Records[string]>
  readonly #failures = new Map<string, { count: number; until: number }>()

  /** @param salt - the secret that makes ids out of addresses */
  constructor(path: string, salt: string, now: () => number = Date.now) {
    this.#path = path
    this.#salt = salt
    this.#now = now
    const kept = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Records) : {}
    this.#records = new Map(Object.entries(kept))
  }

  /** The new user's id; null where the address has an account. */
  async signUp(address: string, password: string): Promise<string | null> {
    const userId = this.#idOf(address)
    const salt = randomBytes(16)
    const digest = await derive(password, salt, digestLength, cost)
    if (this.#records.has(userId)) return null
    this.#records.set(userId, { salt: salt.toString('base64'), digest: digest.toString('base64') })
    this.#write()
    return userId
  }

  /** The user's id; null for an unknown address and a wrong password alike, after the same work. */
  async signIn(address: string, password: string): Promise<string | null> {
    const userId = this.#idOf(address)
    return (await this.isPasswordOf(userId, password)) ? userId : null
  }

  async isPasswordOf(userId: string, password: string): Promise<boolean> {
    const record = this.#records.get(userId)
    const expected = Buffer.from(record?.digest ?? '', 'base64')
    const digest = await derive(password, Buffer.from(record?.salt ?? '', 'base64'), digestLength, cost)
    if (this.#isResting(userId)) return false
    const isRight = expected.length === digest.length && timingSafeEqual(expected, digest)
    if (isRight) this.#failures.delete(userId)
    else this.#count(userId)
    return isRight
  }

  remove(userId: string): void {
    this.#records.delete(userId)
    this.#failures.delete(userId)
    this.#write()
  }

  #idOf(address: string): string {
    return stableUserId(address.trim(), this.#salt)
  }

  #isResting(userId: string): boolean {
    const failures = this.#failures.get(userId)
    return failures !== undefined && failures.count >= mostFailures && this.#now() < failures.until
  }

  #count(userId: string): void {
    const before = this.#failures.get(userId)
    const count = before !== undefined && this.#now() < before.until ? before.count + 1 : 1
    this.#failures.set(userId, { count, until: this.#now() + restMs })
  }

  #write(): void {
    const next = `${this.#path}.next`
    writeFileSync(next, JSON.stringify(Object.fromEntries(this.#records)), { mode: 0o600 })
    renameSync(next, this.#path)
  }
}
