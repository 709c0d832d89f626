import type { OpenTelemetry, TelemetryAttributes, TelemetryMeter } from '../../core/model.ts'
import type { Store } from '../../core/store/store.ts'
import { packageVersion } from '../../core/version.ts'
import {
  callStore,
  type StoreAnswer,
  type StoreInput,
  type StoreMethod,
} from '../../engine/port/forwarding-store.ts'
import { StoreAround } from '../../engine/port/store-around.ts'
import { capturesContent, tellContent } from './content.ts'
import { toldOperations, type ToldOperation } from './memory-operations.ts'
import { errorTypeOf, runInSpan, scopeName } from './spans/run-in-span.ts'

type Histogram = ReturnType<TelemetryMeter['createHistogram']>
type Counter = ReturnType<TelemetryMeter['createCounter']>

/**
 * A store of which each call is a span and a measurement. Neither holds a user's id or text. An export is no span: its reader
 * decides how long it lasts.
 */
export class TelemetryStore extends StoreAround {
  readonly #api: OpenTelemetry
  readonly #durations: Histogram
  readonly #records: Counter
  readonly #tellsContent: boolean

  /** Wraps a store; closing this one closes it. */
  constructor(store: Store, api: OpenTelemetry, environment = process.env) {
    super(store)
    this.#api = api
    this.#tellsContent = capturesContent(environment)
    const meter = api.metrics.getMeter(scopeName, packageVersion)
    this.#durations = meter.createHistogram('ilab_memory.operation.duration', {
      description: 'Time of one operation on a memory.',
      unit: 's',
    })
    this.#records = meter.createCounter('ilab_memory.operation.records', {
      description: 'Records that operations wrote, found or removed.',
      unit: '{record}',
    })
  }

  protected async forward<Name extends StoreMethod>(
    method: Name,
    input: StoreInput<Name>,
  ): Promise<StoreAnswer<Name>> {
    const told: ToldOperation<Name> = toldOperations[method]
    const attributes = attributesOf(method, told, input)
    const startedAt = performance.now()
    try {
      const answer = await this.#inSpan(method, told, input, attributes)
      this.#measure(startedAt, attributes, told.count?.(answer, ...input) ?? 0)
      return answer
    } catch (error) {
      this.#measure(startedAt, { ...attributes, 'error.type': errorTypeOf(error) }, 0)
      throw error
    }
  }

  #inSpan<Name extends StoreMethod>(
    method: Name,
    { recordId, count }: ToldOperation<Name>,
    input: StoreInput<Name>,
    attributes: TelemetryAttributes,
  ): Promise<StoreAnswer<Name>> {
    const name = String(attributes['gen_ai.operation.name'] ?? attributes['ilab_memory.operation'])
    return runInSpan(this.#api, { name, kind: 'internal', attributes }, async (span) => {
      const answer: StoreAnswer<Name> = await callStore(this.store, method, input)
      if (!span.isRecording()) return answer
      const id = recordId?.(...input)
      // A topic key is a user's text; an id is a number.
      if (typeof id === 'number') span.setAttribute('gen_ai.memory.record.id', String(id))
      if (count !== undefined) span.setAttribute('gen_ai.memory.record.count', count(answer, ...input))
      if (this.#tellsContent) tellContent(span, method, input, answer)
      return answer
    })
  }

  #measure(startedAt: number, attributes: TelemetryAttributes, records: number): void {
    this.#durations.record((performance.now() - startedAt) / 1000, attributes)
    if (records > 0) this.#records.add(records, attributes)
  }
}

function attributesOf<Name extends StoreMethod>(
  method: Name,
  { named }: ToldOperation<Name>,
  input: StoreInput<Name>,
): TelemetryAttributes {
  const operation = typeof named === 'function' ? named(...input) : named
  const own = { 'ilab_memory.operation': snakeCase(method) }
  return operation === null ? own : { ...own, 'gen_ai.operation.name': operation }
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
