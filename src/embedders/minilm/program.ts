/** Message to the thread: one text. */
export interface TextToEmbed {
  readonly id: number
  readonly text: string
}

/** Message of the thread: the vector of a text, or the reason why there is none. */
export interface EmbeddedText {
  readonly id: number
  readonly vector?: Float32Array
  readonly error?: Error
}

/**
 * The program of the model's thread, as text: so it runs wherever a bundler puts this module. The engine computes without
 * yielding, one text at a time, and starts threads of its own where it is given 24 texts or more.
 */
export const minilmProgram = `
const { parentPort, workerData } = require('node:worker_threads')
const loaded = Promise.all([import(workerData.engine), import(workerData.weights)]).then(
  ([{ createEmbedder }, { default: model }]) => createEmbedder({ model }),
)
loaded.catch(() => {})
parentPort.on('message', async ({ id, text }) => {
  try {
    const [numbers] = await (await loaded).embed([text])
    const vector = Float32Array.from(numbers)
    parentPort.postMessage({ id, vector }, [vector.buffer])
  } catch (error) {
    parentPort.postMessage({ id, error: error instanceof Error ? error : new Error('the model failed') })
  }
})
`
