/** So many requests in so many seconds, and as many at once. */
export interface Rate {
  readonly requests: number
  readonly seconds: number
}

/** The allowance of one key. */
export interface Allowance {
  readonly isAllowed: boolean
  /** Requests that would be let through now. */
  readonly remaining: number
  /** Seconds until one more is let through; 0 where one is now. */
  readonly retryAfter: number
  /** Seconds until everything is there again. */
  readonly resetAfter: number
}

/** Counts requests by key. A key is a user or an address, and the two never share a limiter. */
export interface RateLimiter {
  readonly rate: Rate
  /** Takes one, if there is one. */
  take(key: string): Allowance
  /** Looks without taking. */
  look(key: string): Allowance
}

/** Keys that are remembered; the one that was used longest ago goes first, and then has everything again. */
const defaultKeys = 100_000

/**
 * A token bucket for each key: it holds `rate.requests`, and fills evenly in `rate.seconds`.
 *
 * @param now - milliseconds that only go on
 */
export function createRateLimiter(
  rate: Rate,
  now: () => number = () => performance.now(),
  keys: number = defaultKeys,
): RateLimiter {
  const perMs = rate.requests / (rate.seconds * 1000)
  const buckets = new Map<string, { tokens: number; at: number }>()
  const tokensOf = (key: string, at: number): number => {
    const bucket = buckets.get(key)
    if (bucket === undefined) return rate.requests
    return Math.min(rate.requests, bucket.tokens + (at - bucket.at) * perMs)
  }
  const allowance = (isAllowed: boolean, tokens: number): Allowance => ({
    isAllowed,
    remaining: Math.floor(tokens),
    retryAfter: tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / perMs / 1000)),
    resetAfter: Math.ceil((rate.requests - tokens) / perMs / 1000),
  })
  return {
    rate,
    take: (key) => {
      const at = now()
      const tokens = tokensOf(key, at)
      const isAllowed = tokens >= 1
      const left = isAllowed ? tokens - 1 : tokens
      buckets.delete(key)
      if (buckets.size >= keys) buckets.delete(buckets.keys().next().value!)
      buckets.set(key, { tokens: left, at })
      return allowance(isAllowed, left)
    },
    look: (key) => {
      const tokens = tokensOf(key, now())
      return allowance(tokens >= 1, tokens)
    },
  }
}
