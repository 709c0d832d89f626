import type { StoreAnswer, StoreInput, StoreMethod } from '../../engine/port/forwarding-store.ts'
import type { TelemetrySpan } from '../../core/model.ts'

/** The variable by which an application asks for texts in its spans. */
const variable = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'

/** Tells whether the environment asks for the texts of queries and records, which are users' own. */
export function capturesContent(environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment[variable]?.toLowerCase() === 'true'
}

/** Puts query and records of a call into a span. Private parts are redacted already. */
export function tellContent<Name extends StoreMethod>(
  span: TelemetrySpan,
  method: Name,
  input: StoreInput<Name>,
  answer: StoreAnswer<Name>,
): void {
  const { query, records } = contentOf(method, input, answer)
  if (query !== undefined) span.setAttribute('gen_ai.memory.query.text', query)
  if (records !== undefined) span.setAttribute('gen_ai.memory.records', JSON.stringify(records))
}

interface Content {
  readonly query?: string
  readonly records?: readonly object[]
}

function contentOf(method: StoreMethod, input: readonly unknown[], answer: unknown): Content {
  if (method === 'searchObservations') {
    const [, { query }] = input as StoreInput<'searchObservations'>
    const { results } = answer as StoreAnswer<'searchObservations'>
    const records = results.map(({ id, title, snippet, score }) => ({
      id: String(id),
      content: `${title}\n${snippet}`,
      score,
    }))
    return { query, records }
  }
  if (method === 'saveObservation') {
    const [, draft] = input as StoreInput<'saveObservation'>
    const { id } = answer as StoreAnswer<'saveObservation'>
    return { records: [{ id: String(id), content: textOf(draft) }] }
  }
  if (method === 'saveObservations') {
    const [, drafts] = input as StoreInput<'saveObservations'>
    return { records: drafts.map((draft) => ({ content: textOf(draft) })) }
  }
  return {}
}

function textOf({ title, content }: { readonly title: string; readonly content: string }): string {
  return `${title}\n${content}`
}
