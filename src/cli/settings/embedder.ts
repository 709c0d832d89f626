import * as z from 'zod/mini'
import type { Config } from '../../core/model.ts'
import type { Embedder } from '../../core/model/embedder.ts'
import { invalidInput } from '../../core/errors/errors.ts'
import { parseInput } from '../../core/input/input.ts'
import { embedderSchema, type ConfigFile, type EmbedderSettings } from './config-file.ts'
import { variableIn } from './variables.ts'

/** The variables beside `ILAB_MEMORY_EMBEDDER`. The key has no flag and no place in a file, where others would read it. */
const variables = {
  baseURL: 'ILAB_MEMORY_EMBEDDER_URL',
  model: 'ILAB_MEMORY_EMBEDDER_MODEL',
  dimensions: 'ILAB_MEMORY_EMBEDDER_DIMENSIONS',
} as const
/** Puts `embedder` before the names in messages. */
const namedSchema = z.strictObject({ embedder: embedderSchema })
const keyVariable = 'ILAB_MEMORY_EMBEDDER_KEY'

/**
 * Finds the model of a search by sense: a flag, the environment, the configuration file. Undefined where none is named.
 *
 * Errors: `invalid_input`.
 */
export function embedderFrom(
  flag: string | undefined,
  environment: NodeJS.ProcessEnv,
  file: ConfigFile,
): EmbedderSettings | undefined {
  const named = flag ?? variableIn(environment, 'ILAB_MEMORY_EMBEDDER')
  if (named === 'none') return undefined
  if (named === undefined) return file.embedder
  const dimensions = variableIn(environment, variables.dimensions)
  const given = {
    kind: named,
    baseURL: variableIn(environment, variables.baseURL),
    model: variableIn(environment, variables.model),
    dimensions: dimensions === undefined ? undefined : Number(dimensions),
  }
  return parseInput(namedSchema, { embedder: given }, 'settings').embedder
}

/**
 * Makes the model. Errors: `invalid_input` naming the setting that is missing, `unsupported_runtime` where the packages of
 * MiniLM are not installed.
 */
export async function makeEmbedder(
  { kind, baseURL, model, dimensions }: EmbedderSettings,
  queryTimeoutMs: number | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Embedder> {
  const { minilm, ollama, openAICompatible } = await import('../../embedders/index.ts')
  if (kind === 'minilm') return minilm({ queryTimeoutMs })
  const name = model ?? missing('model')
  if (kind === 'ollama') return ollama({ model: name, dimensions, baseURL, queryTimeoutMs })
  return openAICompatible({
    model: name,
    dimensions: dimensions ?? missing('dimensions'),
    baseURL: baseURL ?? missing('baseURL'),
    apiKey: variableIn(environment, keyVariable),
    queryTimeoutMs,
  })
}

/** The configuration of a server, with its model. */
export async function servedConfig({
  memory,
  embedder,
}: {
  readonly memory: Config
  readonly embedder: EmbedderSettings | undefined
}): Promise<Config> {
  return embedder === undefined ? memory : { ...memory, embedder: await makeEmbedder(embedder, undefined) }
}

function missing(name: keyof typeof variables): never {
  return invalidInput(`embedder.${name}: give it in the configuration file or as ${variables[name]}`)
}
