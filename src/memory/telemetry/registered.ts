import type { OpenTelemetry } from '../../core/model.ts'

/** Place where every copy of the API keeps what the application has registered. */
const registry = Symbol.for('opentelemetry.js.api.1')

interface Registered {
  readonly trace?: unknown
  readonly metrics?: unknown
}

/** Not written where it is imported: a bundler would ask for a package that most applications do not have. */
const packageName = '@opentelemetry/api'

/**
 * Finds OpenTelemetry where the application has registered a part of it. Without that, nothing is loaded.
 *
 * @returns the API; null where nothing is registered, or the package cannot be loaded from here
 */
export async function registeredTelemetry(): Promise<OpenTelemetry | null> {
  const registered = (globalThis as Readonly<Record<symbol, Registered | undefined>>)[registry]
  if (registered?.trace === undefined && registered?.metrics === undefined) return null
  try {
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ packageName)) as OpenTelemetry
  } catch {
    return null
  }
}
