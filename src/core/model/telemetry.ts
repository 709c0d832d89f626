/** Values that a span or a measurement takes. */
export type TelemetryAttributes = Readonly<Record<string, string | number | boolean>>

/** Context of OpenTelemetry, in which a span is active. */
export interface TelemetryContext {
  /** Reads a value of the context. */
  getValue(key: symbol): unknown
}

/** The part of a span that the library uses. */
export interface TelemetrySpan {
  /** Returns the ids by which other processes know the span. */
  spanContext(): {
    /** Id of the trace: 32 hexadecimal digits. */
    readonly traceId: string
    /** Flags of the trace; 1: it is sampled. */
    readonly traceFlags: number
  }
  /** Tells whether the span is kept, so that attributes are worth making. */
  isRecording(): boolean
  /** Sets one attribute. */
  setAttribute(name: string, value: string | number | boolean): unknown
  /** Sets the outcome; the code 2 is an error. */
  setStatus(status: {
    /** 2: an error. */
    readonly code: number
  }): unknown
  /** Gives the span another name. */
  updateName(name: string): unknown
  /** Ends the span. */
  end(): void
}

/** The part of a tracer that the library uses. */
export interface TelemetryTracer {
  /** Starts a span and runs a function in which it is active. */
  startActiveSpan<Result>(
    name: string,
    options: {
      /** 0: within the process; 1: answers a request. */
      readonly kind: number
      /** Attributes from the start on. */
      readonly attributes: TelemetryAttributes
    },
    context: TelemetryContext,
    work: (span: TelemetrySpan) => Result,
  ): Result
}

/** The part of a meter that the library uses. */
export interface TelemetryMeter {
  /** Makes a histogram. */
  createHistogram(
    name: string,
    options?: {
      /** Meaning of the histogram. */
      readonly description?: string
      /** Unit of the values. */
      readonly unit?: string
    },
  ): {
    /** Takes a value. */
    record(value: number, attributes?: TelemetryAttributes): void
  }
  /** Makes a counter. */
  createCounter(
    name: string,
    options?: {
      /** Meaning of the counter. */
      readonly description?: string
      /** Unit of the values. */
      readonly unit?: string
    },
  ): {
    /** Adds a value. */
    add(value: number, attributes?: TelemetryAttributes): void
  }
}

/**
 * The part of the module `@opentelemetry/api` that the library uses; the module itself fits. Applications compile without
 * the package.
 *
 * @example
 * ```ts
 * import * as api from '@opentelemetry/api'
 *
 * const memory = await ILabMemory.fromPath('./memory.db', { telemetry: api })
 * ```
 */
export interface OpenTelemetry {
  /** Traces. */
  readonly trace: {
    /** Returns the tracer of a library. */
    getTracer(name: string, version?: string): TelemetryTracer
    /** Returns the span that is active. */
    getActiveSpan(): TelemetrySpan | undefined
  }
  /** Metrics. */
  readonly metrics: {
    /** Returns the meter of a library. */
    getMeter(name: string, version?: string): TelemetryMeter
  }
  /** Contexts. */
  readonly context: {
    /** Returns the context that is active. */
    active(): TelemetryContext
  }
  /** Traces that began in another process. */
  readonly propagation: {
    /** Reads a trace's ids from headers. */
    extract(context: TelemetryContext, carrier: unknown): TelemetryContext
  }
}
