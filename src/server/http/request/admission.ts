import type { Authenticator } from '../../access/authenticate.ts'
import type { Caller } from '../../access/caller/caller.ts'
import { MemoryError } from '../../../core/errors/errors.ts'
import type { Exchange } from './request-state.ts'
import { handOver } from '../answers/paced-stream.ts'
import type { ResolvedLimits } from '../limits/limits.ts'
import { RequestError } from '../answers/problem.ts'
import { createRateLimiter, type RateLimiter } from '../limits/rate-limit.ts'
import { UnderWay } from '../limits/in-flight-limit.ts'

/** Authentication and limits of requests. */
export interface Admission {
  /**
   * Finds the caller of a request.
   *
   * Errors: `unauthorized`, and `rate_limited` in its place for an address that failed too often.
   *
   * @param authorization - takes the place of the header, for a browser, which sends none
   */
  authenticate(request: Request, exchange: Exchange, authorization?: string): Promise<Caller>
  /** Counts a request of a user, and tells the client what is left. Errors: `rate_limited`. */
  admitUser(userId: string, exchange: Exchange): void
  /** Begins an export of a user, and returns what must be called at its end. Errors: `rate_limited`. */
  admitExport(userId: string): () => void
}

/** Limits are kept by user and, for failed authentications, by address; the two never share a key. */
export function createAdmission(authenticator: Authenticator, limits: ResolvedLimits): Admission {
  const { rate, atOnce, exportsAtOnce, failedAuthentications, untakenBytes, answerStallSeconds } = limits
  const users = rate === false ? null : createRateLimiter(rate)
  const failures = failedAuthentications === false ? null : createRateLimiter(failedAuthentications)
  const requests = new UnderWay(atOnce)
  const untaken = new UnderWay(untakenBytes)
  const exports = new UnderWay(exportsAtOnce)
  const policy = users === null ? '' : `"user";q=${users.rate.requests};w=${users.rate.seconds}`

  const authenticate: Admission['authenticate'] = async (request, exchange, authorization) => {
    const { address } = exchange
    try {
      exchange.caller = await authenticator.authenticate(
        authorization ?? request.headers.get('authorization') ?? undefined,
      )
      return exchange.caller
    } catch (error) {
      // With a cause, the credential could not be checked: that is not the client's failure.
      const isWrong =
        error instanceof MemoryError && error.code === 'unauthorized' && error.cause === undefined
      if (failures !== null && address !== null && isWrong) requireFewFailures(failures, address)
      throw error
    }
  }

  const admitUser = (userId: string, exchange: Exchange): void => {
    if (users !== null) {
      const left = users.take(userId)
      exchange.headers['ratelimit-policy'] = policy
      exchange.headers['ratelimit'] = `"user";r=${left.remaining};t=${left.resetAfter}`
      if (!left.isAllowed) tooMany(left.retryAfter, 'too many requests for this user')
    }
    const end = requests.begin(userId) ?? tooMany(1, 'too many requests of this user at once')
    exchange.end = end
    exchange.handOver = (parts, bytes) => {
      const release =
        untaken.begin(userId, bytes) ?? tooMany(1, 'too many answers to this user wait to be taken')
      const onEnd = (): void => {
        release()
        end()
      }
      exchange.isHandedOver = true
      return handOver(parts, {
        stallSeconds: answerStallSeconds,
        onEnd,
        onStall: exchange.closeConnection,
      })
    }
  }

  const admitExport = (userId: string): (() => void) =>
    exports.begin(userId) ?? tooMany(10, 'too many exports of this user at once')

  return { authenticate, admitUser, admitExport }
}

/**
 * Counts a failure, after the credential is checked and never before. Addresses are shared: else a client that sends
 * nothing, such as the images of a page in a browser on the same machine, would lock the others out.
 */
function requireFewFailures(failures: RateLimiter, address: string): void {
  const left = failures.take(address)
  if (!left.isAllowed) tooMany(left.retryAfter, 'too many failed authentications from this address')
}

function tooMany(retryAfter: number, message: string): never {
  throw new RequestError('rate_limited', `${message}: try again later`, {
    headers: { 'retry-after': String(retryAfter) },
  })
}
