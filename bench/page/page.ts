import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { browserScript } from '../../build/browser-script.ts'
import { pageFiles } from '../../src/page/page-files.ts'
import { findChromium } from '../../test/bundles/harness/chromium.ts'
import { median, milliseconds, report, type Row } from '../shared/report.ts'
import { zipfText } from '../shared/zipf-texts.ts'

const { values: options } = parseArgs({
  options: {
    memories: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
  },
})
const rounds = Number(options.rounds)
const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-bench-page-'))

const fill = async (path: string): Promise<string[]> => {
  const memory = await ILabMemory.fromPath(path)
  const words: string[] = []
  const batch = 100
  for (let first = 0; first < Number(options.memories); first += batch) {
    const drafts = Array.from({ length: batch }, (_, at) => zipfText(1, first + at))
    words.push(...drafts.flatMap(({ content }) => content.split(' ').slice(0, 1)))
    await memory.forUser('ada').save(
      drafts.map(({ type, title, content }, at) => ({
        type,
        title: `${title} ${first + at}`,
        content,
        source: `chat:${at}`,
        topicKey: at % 3 === 0 ? `topic/${first + at}` : null,
      })),
    )
  }
  await memory.close()
  return words.filter((word) => word.length > 4)
}

const startServer = async (path: string): Promise<{ url: string; stop: () => Promise<void> }> => {
  const program = join(import.meta.dirname, 'page-server.ts')
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const stop = async (): Promise<void> => {
    const ended = once(child, 'close')
    child.stdin.end()
    await ended
  }
  return { url, stop }
}

const timed = async (url: string): Promise<number> => {
  const start = performance.now()
  const response = await fetch(url)
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return performance.now() - start
}

/** Milliseconds that the server's process takes for a request, with what it does meanwhile. Other work adds little to it. */
const cpuOf = async (server: string, urls: readonly string[]): Promise<number> => {
  const taken = async (): Promise<number> => {
    const { user, system } = (await (await fetch(`${server}/cpu`)).json()) as NodeJS.CpuUsage
    return (user + system) / 1_000
  }
  const before = await taken()
  for (const url of urls) await timed(url)
  return ((await taken()) - before) / urls.length
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.ceil(values.length * share) - 1] ?? Number.NaN

/** A row in milliseconds. `ratio` is what the target bounds. */
const row = (what: string, values: readonly number[], of: number, mostMs: number): Row => ({
  what,
  measured: `p50 ${milliseconds(median(values))}, p95 ${milliseconds(percentile(values, 0.95))}`,
  ratio: of,
  target: { atMost: mostMs },
})

const cpuRow = (what: string, value: number, mostMs: number): Row => ({
  what,
  measured: milliseconds(value),
  ratio: value,
  target: { atMost: mostMs },
})

/** A person's keys in Chromium: milliseconds from each key to the list that it brings, and to the first content. */
const inBrowser = async (
  url: string,
  words: readonly string[],
): Promise<{ paints: number[]; keys: number[] }> => {
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] })
  const tab = await browser.newPage()
  const paints: number[] = []
  for (let round = 0; round < 20; round++) {
    await tab.goto(url)
    paints.push(
      await tab.evaluate<number>(`new Promise((resolve) => new PerformanceObserver((list) => {
        const paint = list.getEntriesByName('first-contentful-paint')[0]
        if (paint) resolve(paint.startTime)
      }).observe({ type: 'paint', buffered: true }))`),
    )
  }
  const keys: number[] = []
  for (const word of words.slice(0, 20)) {
    for (let length = 3; length <= word.length; length++)
      // The time is taken in the page, from the event of the key to the change of the list. A person's keys come after the
      // list of the key before was painted.
      keys.push(
        await tab.evaluate<number>(`new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => {
          const field = document.querySelector('[name=q]')
          const start = performance.now()
          new MutationObserver((_, observer) => {
            observer.disconnect()
            resolve(performance.now() - start)
          }).observe(document.getElementById('results'), { childList: true })
          field.value = ${JSON.stringify(word.slice(0, length))}
          field.dispatchEvent(new InputEvent('input', { bubbles: true }))
        })))`),
      )
  }
  await browser.close()
  return { paints, keys }
}

const path = join(folder, 'memory.db')
const words = await fill(path)
const server = await startServer(path)
try {
  const list = `${server.url}/memory`
  const cold = await timed(list)
  const lists: number[] = []
  const empties: number[] = []
  const short: number[] = []
  const searches: number[] = []
  for (let round = 0; round < 10; round++) {
    await timed(list)
    await timed(`${server.url}/empty`)
  }
  for (let round = 0; round < rounds; round++) {
    lists.push(await timed(list))
    empties.push(await timed(`${server.url}/empty`))
    const word = words[(round * 97) % words.length]!
    short.push(await timed(`${list}?q=${word.slice(0, 2)}`))
    searches.push(await timed(`${list}?q=${word.slice(0, 3 + (round % (word.length - 2)))}`))
  }
  const beginnings = (length: number): string[] =>
    words.slice(0, rounds).map((word) => `${list}?q=${word.slice(0, length)}`)
  const cpu = { two: await cpuOf(server.url, beginnings(2)), four: await cpuOf(server.url, beginnings(4)) }
  const { paints, keys } = await inBrowser(list, words)
  const { style } = await pageFiles()
  const size = (what: string, text: string, most: number): Row => ({
    what,
    measured: `${gzipSync(text).length} bytes compressed`,
    ratio: gzipSync(text).length / 1_000,
    target: { atMost: most },
  })
  report(
    'page',
    [
      size('script, kB', await browserScript('main'), 60),
      size('script of the element, kB', await browserScript('element/main'), 60),
      size('style, kB', style.text, 15),
      row('first list, ms over an empty route', lists, median(lists) - median(empties), 200),
      row('first content in Chromium, p50 in ms', paints, median(paints), 200),
      row('one key by fetch, p95 in ms', searches, percentile(searches, 0.95), 50),
      row('… the second letter, which reads all texts, p50 in ms', short, median(short), 50),
      cpuRow('… its time of the processor', cpu.two, 25),
      cpuRow('… that of the fourth letter', cpu.four, 10),
      row('one key in Chromium to the replaced list, p50 in ms', keys, median(keys), 50),
    ],
    [
      `${options.memories} memories; the first request of the process took ${milliseconds(cold)}, an empty route ${milliseconds(median(empties))}`,
    ],
    options.json,
  )
} finally {
  await server.stop()
  rmSync(folder, { recursive: true })
}
