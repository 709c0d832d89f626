import { invalidInput } from '../../core/errors/errors.ts'

/** Conditions of a search on fields of a value. */
type Filter = Readonly<Record<string, unknown>>

/** Conditions that the memory checks by itself. */
type Equalities = Readonly<Record<string, string | number | boolean | null>>

const operators: Readonly<Record<string, (actual: unknown, wanted: unknown) => boolean>> = {
  $eq: isSame,
  $ne: (actual, wanted) => !isSame(actual, wanted),
  $gt: (actual, wanted) => order(actual, wanted) > 0,
  $gte: (actual, wanted) => order(actual, wanted) >= 0,
  $lt: (actual, wanted) => order(actual, wanted) < 0,
  $lte: (actual, wanted) => order(actual, wanted) <= 0,
  $in: (actual, wanted) => Array.isArray(wanted) && wanted.some((one) => isSame(actual, one)),
  $nin: (actual, wanted) => !(Array.isArray(wanted) && wanted.some((one) => isSame(actual, one))),
}

/** Checks the operators of a filter. Errors: `invalid_input` for one that is not known. */
export function requireFilter(filter: Filter): void {
  for (const wanted of Object.values(filter)) {
    const names = namesOf(wanted).filter((name) => name.startsWith('$'))
    if (names.length === 0) continue
    if (names.length < namesOf(wanted).length || names.some((name) => !Object.hasOwn(operators, name)))
      invalidInput(`must have no operators but ${Object.keys(operators).join(', ')}`, { field: 'filter' })
  }
}

/** Tells whether a value meets all conditions. A field that is not there is undefined. */
export function meets(value: Filter, filter: Filter): boolean {
  return Object.entries(filter).every(([name, wanted]) => {
    const actual = Object.hasOwn(value, name) ? value[name] : undefined
    const names = namesOf(wanted)
    if (!names.some((operator) => operator.startsWith('$')))
      return names.length === 0 && isEmpty(wanted) ? true : isSame(actual, wanted)
    return names.every((operator) => operators[operator]?.(actual, Reflect.get(wanted as object, operator)))
  })
}

/** Takes the plain equalities of a filter: as many as the memory checks at once, so that it reads no more than it must. */
export function equalitiesOf(filter: Filter): Equalities | null {
  const plain = Object.entries(filter).flatMap(([name, wanted]) => {
    const value: unknown = namesOf(wanted).join() === '$eq' ? Reflect.get(wanted as object, '$eq') : wanted
    return isScalar(value) && /^[^.]{1,60}$/.test(name) && String(value).length <= 200
      ? [[name, value] as const]
      : []
  })
  return plain.length === 0 ? null : Object.fromEntries(plain.slice(0, 4))
}

function namesOf(wanted: unknown): string[] {
  return typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted) ? Object.keys(wanted) : []
}

/** An object without operators is a condition that everything meets, as in the framework. */
function isEmpty(wanted: unknown): boolean {
  return typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted)
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)
}

function isSame(actual: unknown, wanted: unknown): boolean {
  if (typeof actual !== 'object' || typeof wanted !== 'object') return actual === wanted
  return JSON.stringify(actual) === JSON.stringify(wanted)
}

/** Compares numbers by value, and other texts by their signs, such as ISO times; NaN where neither is possible. */
function order(actual: unknown, wanted: unknown): number {
  const difference = Number(actual) - Number(wanted)
  if (!Number.isNaN(difference) || typeof actual !== 'string' || typeof wanted !== 'string') return difference
  return actual < wanted ? -1 : actual > wanted ? 1 : 0
}
