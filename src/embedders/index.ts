/** Models for search by sense. Each loads its package, or asks its server, with the first text. Every export here is public API. */
export { minilm, type MinilmOptions } from './minilm.ts'
export { openAICompatible, type OpenAICompatibleOptions } from './open-ai-compatible.ts'
export { ollama, type OllamaOptions } from './ollama.ts'
export { aiSdk, type AiSdkOptions, type EmbeddingModelForm } from './ai-sdk.ts'
export {
  transformersJs,
  type ExtractorForm,
  type TensorForm,
  type TransformersJsOptions,
} from './transformers-js.ts'
export { measureBackground } from './background.ts'
export type { HttpModelOptions } from './http/options.ts'
export type { Prefixes } from './prefixes.ts'
export type { Embedder, EmbedderCall, EmbeddingBackground, EmbeddingKind } from '../core/model/embedder.ts'
