import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { doctor } from '../../src/maintenance/index.ts'
import { patience, rounds } from '../fault/rounds.ts'
import { freshPath } from '../sqlite/fresh-folder.ts'
import { testModel } from './model.ts'

const kills = rounds(3, 40)

test(
  `kill -9 while texts are embedded loses no save, and the rest is embedded later (${kills} kills)`,
  { timeout: patience },
  async () => {
    const path = freshPath()
    for (let kill = 1; kill <= kills; kill++) {
      const program = new URL('embedding-process.ts', import.meta.url).pathname
      const child = spawn(process.execPath, ['--no-warnings', program, path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let saved = 0
      for await (const _ of createInterface({ input: child.stdout }))
        if (++saved >= 7 + kill * 5) child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      const memory = await ILabMemory.fromPath(path, { embedder: testModel(), embedding: 'manual' })
      const users = ['user0', 'user1', 'user2'].map((user) => memory.forUser(user))
      const before = await Promise.all(users.map((user) => user.stats()))
      expect(before.reduce((sum, { observations }) => sum + observations, 0)).toBeGreaterThanOrEqual(saved)
      for (const { observations, embedded } of before) expect(embedded).toBeLessThanOrEqual(observations)
      expect((await users[0]!.search('automobile')).length).toBeGreaterThan(0)
      await memory.embed()
      for (const user of users) {
        const { observations, embedded } = await user.stats()
        expect(embedded).toBe(observations)
      }
      await memory.close()
      expect((await doctor(path)).findings).toEqual([])
    }
  },
)
