import type { ObservationFilter } from '../model/filter.ts'
import type { ObservationRef } from '../model/observation.ts'
import type { BatchOptions, Changes, Draft, UpdateOptions, SaveOptions, SaveResult } from '../model/save.ts'
import type { ForgetOptions, Forgotten, ForgottenCount } from '../model/session.ts'

/** Operations that save, change, approve and remove observations of one user. Part of `UserMemory`. */
export interface ObservationOperations {
  /**
   * Saves up to 100 drafts in one transaction, all or none, and returns their results in order. A draft meets what those
   * before it wrote. All are one activity of one session. An empty list does nothing.
   *
   * With an `idempotencyKey` the whole batch happens once, as a save of one draft does.
   *
   * Errors: those of a save of one draft; the `field` names the place of the draft, as `drafts.3.title`.
   *
   * @example
   * ```ts
   * const results = await alice.save([
   *   { type: 'profile', title: 'Name', content: 'Alice' },
   *   { type: 'preference', title: 'UI theme', content: 'dark', topicKey: 'ui/theme' },
   * ])
   * ```
   */
  save(drafts: readonly Draft[], options?: BatchOptions | null): Promise<SaveResult[]>
  /**
   * Creates, revises (same topic key) or recognises (same text) an observation. A draft with `status: 'pending'` becomes a
   * proposal, which waits for `approve`.
   *
   * With an `idempotencyKey` a save that is tried again happens once: the second call changes nothing and returns the
   * first result. The user's last 1,000 keys are remembered.
   *
   * With `ifRevision` it happens only if the topic is at that revision; 0 means that there is none yet.
   *
   * Errors: `invalid_input`, also for a key that came with another text; `quota_exceeded`; `paused`; `conflict`,
   * with the current `revision`.
   */
  save(draft: Draft, options?: SaveOptions | null): Promise<SaveResult>

  /**
   * Changes some fields of an observation as a new revision. `deduped` when all stays the same; null when this user has
   * no such observation.
   *
   * Two callers that read the same revision and pass it as `ifRevision` never overwrite each other: one gets `conflict`.
   *
   * Errors: `invalid_input`, also for a topic key of another observation; `quota_exceeded`; `conflict`.
   *
   * @example
   * ```ts
   * const theme = await alice.get('ui/theme')
   * await alice.update('ui/theme', { content: 'light' }, { ifRevision: theme.revision })
   * ```
   */
  update(ref: ObservationRef, changes: Changes, options?: UpdateOptions | null): Promise<SaveResult | null>

  /**
   * Makes a proposal a part of the memory: the one with this id, or the one that waits for this topic. Under a topic
   * that has an observation it becomes that one's next revision, and what it does not give stays as it is. Else it keeps
   * its id. Searches and contexts see it from then on.
   *
   * `deduped` when it changes nothing or is active already; null when this user has no such proposal. `ifRevision` is the
   * revision of the proposal that the person has read. `forget` rejects a proposal instead.
   *
   * Errors: `invalid_input`; `quota_exceeded`; `paused`; `conflict`; `busy` as `forget`.
   *
   * @example
   * ```ts
   * await alice.save({ type: 'preference', title: 'Tea', content: 'Drinks green tea.', status: 'pending' })
   * const [proposal] = (await alice.list({ status: 'pending' })).observations
   * await alice.approve(proposal.id, { ifRevision: proposal.revision })
   * ```
   */
  approve(ref: ObservationRef, options?: UpdateOptions | null): Promise<SaveResult | null>

  /**
   * Removes one observation as `forget` without options does, and finds the sessions with a summary that may still tell of it.
   *
   * Errors: `invalid_input`; `busy` when another reader delayed the removal of the bytes: call again.
   */
  forget(
    ref: ObservationRef,
    options: ForgetOptions & {
      /** Selects the explained form. */
      explain: true
    },
  ): Promise<Forgotten>
  /**
   * Removes one observation, its versions, its index terms and their bytes. With `revision`, only that earlier version.
   * False when this user has no such observation, or the version is not kept.
   *
   * Errors: `invalid_input`, also for the current version; `busy` when another reader delayed the removal of the bytes: call again.
   */
  forget(
    ref: ObservationRef,
    options?:
      | (ForgetOptions & {
          /** Selects the plain form. */
          explain?: false | null
        })
      | null,
  ): Promise<boolean>

  /**
   * Removes every observation that meets all conditions of a filter, in one transaction, with index terms and bytes. At
   * least one condition must be given; `erase` removes everything.
   *
   * Errors: `invalid_input`; `busy` when another reader delayed the removal of the bytes: call again.
   *
   * @example
   * ```ts
   * const { forgotten } = await alice.forgetAll({ topicKeyPrefix: 'project/old/' })
   * ```
   */
  forgetAll(filter: ObservationFilter): Promise<ForgottenCount>
}
