import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ourFile } from '../../bench/peers/ours.ts'
import type { Peer } from '../../bench/peers/peer.ts'
import { sharedFts5 } from '../../bench/peers/shared-fts5.ts'
import { fillPeers, measurePeers } from '../../bench/peers/workloads.ts'
import { temporaryFolder } from '../examples/run.ts'

const folder = temporaryFolder()
const size = { memories: 20, each: 10, rounds: 1 }

function folderOf(name: string): string {
  mkdirSync(join(folder, name))
  return join(folder, name)
}

async function measured(peers: readonly Peer[]): Promise<Awaited<ReturnType<typeof measurePeers>>> {
  await fillPeers(peers, size)
  return measurePeers(peers, size)
}

test('the comparison finds every memory, no other user and what an erasure leaves', async () => {
  const [ours, shared] = await measured([await ourFile(folderOf('ours')), sharedFts5(folderOf('shared'))])
  expect(ours).toMatchObject({ found: 1, foreign: 0, erasingCalls: 1, remains: 0 })
  expect(shared).toMatchObject({ found: 1, foreign: 0, erasingCalls: 1, remains: 1 })
})

test('the comparison counts results of other users', async () => {
  const honest = sharedFts5(folderOf('leaking'))
  const leaking: Peer = { ...honest, list: () => honest.list('user-0') }
  const [figures] = await measured([leaking])
  expect(figures?.foreign).toBe(100)
})
