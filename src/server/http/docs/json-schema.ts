/** JSON Schema, as OpenAPI 3.1 holds it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}
