import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { doctor } from '../../../src/maintenance/index.ts'
import { patience, random, rounds, seed } from '../../fault/rounds.ts'
import { freshPath } from '../fresh-folder.ts'
import { bytesBeside, expectIntact } from '../inspect.ts'
import { marksIn } from './marks.ts'
import { Life, type Clock } from './life.ts'

const operations = rounds(200, 5_000)

/** Texts that have expired and that no sweep has removed yet. */
function expired(path: string, { now }: Clock): string {
  using database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 })
  const texts = `title || content || coalesce(topic_key, '') || coalesce(data, '') || coalesce(source, '') || coalesce(keywords, '')`
  const rows = database.prepare(`select ${texts} as text from observation where expires_at <= ?1
    union all select ${texts} from version v where exists (select 1 from observation o
      where o.key = (v.user << 27) + v.observation and o.expires_at <= ?1)`)
  return rows
    .all(now)
    .map(({ text }) => String(text))
    .join(' ')
}

/** Marks of texts that stand in a file and that the memory neither shows nor has to remove later. */
async function remains(path: string, life: Life, clock: Clock): Promise<string[]> {
  const shown = marksIn(`${await life.shown()} ${expired(path, clock)}`)
  const files = [...bytesBeside(path).values()].map((bytes) => marksIn(bytes.toString('latin1')))
  return [...new Set(files.flatMap((marks) => [...marks]))].filter((mark) => !shown.has(mark))
}

test(
  `R45 after each removal of ${operations} operations with every kind of record, the files hold what the memory shows (seed ${seed})`,
  { timeout: patience },
  async () => {
    const path = freshPath()
    const clock: Clock = { now: Date.UTC(2026, 0, 5) }
    const memory = await ILabMemory.fromPath(path, { clock: () => clock.now, journal: true })
    const life = new Life(memory, clock, random())
    const seen = new Set<string>()
    for (let done = 0; done < operations; done++) {
      const [name, effect] = await life.step()
      if (effect === 'writes') continue
      seen.add(name)
      expect([name, await remains(path, life, clock)]).toEqual([name, []])
    }
    expect(seen.size).toBeGreaterThan(6)
    await memory.close()
    expectIntact(path)
    expect(await doctor(path)).toMatchObject({ findings: [] })
  },
)
