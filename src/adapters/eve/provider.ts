import type { Config } from '../../core/model.ts'
import type { MemoryOfUsers } from '../../core/user-memory.ts'
import type { RecallOptions } from '../shared/recalled.ts'
import type { PromptMessage } from '../shared/text-of-message.ts'
import type { TurnOptions } from '../shared/turn.ts'
import type { MemoryToolName } from '../tools/index.ts'

/** Options of `ilabMemory`. */
export interface EveMemoryOptions extends RecallOptions, TurnOptions {
  /**
   * Saves each completed turn as one observation, once for each operation of the framework.
   * @default true
   */
  readonly capture?: boolean | null | undefined
  /**
   * The framework's `defineTool`. With it the model gets tools to save and to search.
   * @default none: no tools
   */
  readonly defineTool?: DefineTool | null | undefined
  /**
   * Names of the tools.
   * @default ['mem_save', 'mem_search', 'mem_forget']
   */
  readonly only?: readonly MemoryToolName[] | null | undefined
}

/** The function of the framework that stamps a tool. */
export type DefineTool = (definition: never) => unknown

/** Definition of a tool, as the framework takes it. */
export interface EveToolDefinition {
  /** One sentence for the model. */
  readonly description: string
  /** JSON Schema of the input. No field names a user. */
  readonly inputSchema: Readonly<Record<string, unknown>>
  /** Does one call. */
  readonly execute: (input: unknown, call: unknown) => Promise<string>
}

/** A memory, or the file of one, which the provider opens at its first use and which stays open. */
export type EveMemorySource = MemoryOfUsers | EveMemoryFile

/** The file of a memory. */
export interface EveMemoryFile {
  /** Path of the file, as `ILabMemory.fromPath` takes it. */
  readonly path: string | URL
  /** Settings of the memory. */
  readonly config?: Config | undefined
}

/** The part of an operation's context that the provider reads. */
export interface EveOperation {
  /** The framework's id of the operation: the same when it is tried again. */
  readonly operationId: string
  /** The slot of the agent, and the scope that is locked to one caller. */
  readonly memory: EveSlot
  /** The conversation. */
  readonly session: EveSession
}

/** The slot of an agent. */
export interface EveSlot {
  /** Scope of the caller. */
  readonly scope: EveScope
}

/** The scope of a caller. */
export interface EveScope {
  /** Digest of namespace and scope: the id of the user. */
  readonly key: string
}

/** A conversation. */
export interface EveSession {
  /** Id of the conversation. */
  readonly id: string
}

/** The context at the begin of a turn. */
export interface EveTurnStarted extends EveOperation {
  /** The turn. */
  readonly turn: EveTurn
}

/** The context at the end of a turn. */
export interface EveTurnCompleted extends EveTurnStarted {
  /** Messages of the conversation. */
  readonly messages: readonly PromptMessage[]
}

/** A turn of a conversation. */
export interface EveTurn {
  /** Messages that began the turn. */
  readonly input: readonly PromptMessage[]
}

/** Messages of what is known, for the prompt. */
export interface EveRecall {
  /** The messages, in the user's role. */
  messages: EveRecallMessage[]
}

/** A message for the prompt. */
export interface EveRecallMessage {
  /** The text, fenced. */
  content: string
  /** Id of the message: a later one takes its place. */
  id: string
}

/** Handlers that recall. */
export interface EveRecallHandlers {
  /** Returns what is known about the message that begins a turn; null where nothing is. */
  readonly 'turn.started': (context: EveTurnStarted) => Promise<EveRecall | null>
}

/** Handlers that save. */
export interface EveCaptureHandlers {
  /** Saves a completed turn. */
  readonly 'turn.completed': (context: EveTurnCompleted) => Promise<void>
}

/** A memory provider of the shape that Eve asks for. */
export interface EveMemoryProvider {
  /** Recalls at the begin of a turn. It never throws: the framework would fail the turn. */
  readonly recall: EveRecallHandlers
  /** Saves a completed turn. It never throws. */
  readonly capture?: EveCaptureHandlers
  /** Makes the tools of the caller. */
  readonly tools?: (context: Pick<EveOperation, 'memory'>) => Promise<Record<string, never> | null>
}
