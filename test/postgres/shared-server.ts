import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { folderVariable } from './guard.ts'
import { ownServerVariable } from './own-server.ts'
import { createServerIn, type Server } from './server.ts'

let started: Promise<Pick<Server, 'url'>> | null = null

/** Returns the one server of this test run: the named one, or one that the first call of any process starts. */
export function sharedServer(): Promise<Pick<Server, 'url'>> {
  const url = process.env[ownServerVariable]
  started ??= url === undefined ? startOnce() : Promise.resolve({ url })
  return started
}

async function startOnce(): Promise<Server> {
  const root = process.env[folderVariable]
  if (root === undefined) throw new Error(`${folderVariable} is not set: run the tests with vitest`)
  const ready = join(root, 'ready.json')
  const failed = join(root, 'failed.txt')
  try {
    mkdirSync(join(root, 'starting'))
  } catch {
    return waitFor(ready, failed)
  }
  try {
    // A crash loses what the contract tests wrote, and they do not care: durability has a server of its own.
    const server = await createServerIn(join(root, 'server'), { fsync: false })
    writeFileSync(ready, JSON.stringify(server))
    return server
  } catch (error) {
    writeFileSync(failed, String(error))
    throw error
  }
}

async function waitFor(ready: string, failed: string): Promise<Server> {
  for (let tries = 0; tries < 4_800; tries++) {
    if (existsSync(failed)) throw new Error(readFileSync(failed, 'utf8'))
    if (existsSync(ready)) {
      const text = readFileSync(ready, 'utf8')
      if (text.endsWith('}')) return JSON.parse(text) as Server
    }
    await sleep(50)
  }
  throw new Error('the PostgreSQL server of the test run was not started')
}
