import { cleanData, cleanKeywords, cleanSource, cleanTopicKey } from '../../wire/clean-fields.ts'
import { invalidInput } from '../../core/errors/errors.ts'
import { parseInput, requireKeepable, requireRef, requireText, type Place } from '../../core/input/input.ts'
import { requireTime } from '../../core/input/time-input.ts'
import type { Changes, Draft } from '../../core/model.ts'
import { changesSchema, draftSchema } from '../../core/schemas/save.ts'
import type { CleanChanges, CleanDraft, CleanExpiry, CleanRef } from '../../core/store/store.ts'
import { redactFields, type RedactedText } from '../../privacy/redact.ts'
import type { ResolvedConfig } from '../config/config.ts'

/** Rules of a draft beside its shape. */
export interface DraftRules {
  /** Types that `save` takes. */
  readonly types: ReadonlySet<string>
  /** Lengths of texts. */
  readonly limits: ResolvedConfig['limits']
}

/**
 * Checks a draft and redacts its texts. Errors: `invalid_input`.
 *
 * @param place - name of the draft in an error that is in no field of it
 */
export function cleanDraft(draft: Draft, rules: DraftRules, place: string | Place = 'save'): CleanDraft {
  const parsed = parseInput(draftSchema(), draft, place)
  const { type, topicKey, status } = parsed
  requireType(type, rules)
  const expiry = cleanExpiry(parsed) ?? null
  const [title, content] = redactFields([parsed.title, parsed.content]) as [RedactedText, RedactedText]
  requireText(title, 'title', rules.limits.titleLength)
  requireKeepable(content, 'content', rules.limits.contentLength)
  const { data = null, source = null, keywords = null, pinned = null } = cleanBeside(parsed, rules)
  const key = isGiven(topicKey) ? cleanTopicKey(topicKey, 'topicKey', rules.limits.topicKeyBytes) : null
  return { type, title, content, topicKey: key, data, source, keywords, pinned, expiry, status }
}

/** Checks the changes of an observation and redacts their texts. Errors: `invalid_input`. */
export function cleanChanges(changes: Changes, rules: DraftRules): CleanChanges {
  const parsed = parseInput(changesSchema(), changes, 'changes')
  const { type, topicKey } = parsed
  if (Object.values(parsed).every((value) => value === undefined))
    invalidInput('changes: must name at least one field')
  if (type !== undefined) requireType(type, rules)
  // Both texts at once: a region may begin in the title and end in the content.
  const names = (['title', 'content'] as const).filter((name) => parsed[name] !== undefined)
  const texts = redactFields(names.map((name) => parsed[name] ?? ''))
  const clean: { title?: RedactedText; content?: RedactedText } = {}
  for (const [index, name] of names.entries()) {
    const text = texts[index]!
    const require = name === 'title' ? requireText : requireKeepable
    require(text, name, rules.limits[`${name}Length`])
    clean[name] = text
  }
  const key = isGiven(topicKey) ? cleanTopicKey(topicKey, 'topicKey', rules.limits.topicKeyBytes) : topicKey
  return { type, ...clean, ...cleanBeside(parsed, rules), topicKey: key, expiry: cleanExpiry(parsed) }
}

/** Fields beside the text, as callers give them. */
type Beside = Pick<Changes, 'data' | 'source' | 'keywords'> & { readonly pinned?: boolean | undefined }

function cleanBeside(
  { data, source, keywords, pinned }: Beside,
  { limits }: DraftRules,
): Pick<CleanChanges, 'data' | 'source' | 'keywords' | 'pinned'> {
  return {
    data: isGiven(data) ? cleanData(data, limits.dataBytes) : data,
    source: isGiven(source) ? cleanSource(source) : source,
    keywords: isGiven(keywords) ? cleanKeywords(keywords) : keywords,
    pinned,
  }
}

/** Reads an end, which is given in one of two ways. Errors: `invalid_input`. */
function cleanExpiry({ expiresAt, ttlMs }: Pick<Changes, 'expiresAt' | 'ttlMs'>): CleanExpiry | undefined {
  if (isGiven(ttlMs)) {
    if (expiresAt !== undefined) invalidInput('cannot be given together with expiresAt', { field: 'ttlMs' })
    return { after: ttlMs }
  }
  if (expiresAt === undefined) return undefined
  return { at: expiresAt === null ? null : requireTime(expiresAt, 'expiresAt') }
}

/** Checks an address of an observation, and redacts a topic key. Errors: `invalid_input`. */
export function cleanRef(ref: unknown, rules: DraftRules): CleanRef {
  const given = requireRef(ref)
  return typeof given === 'number' ? given : cleanTopicKey(given, 'topicKey', rules.limits.topicKeyBytes)
}

function isGiven<Value>(value: Value): value is NonNullable<Value> {
  return value !== null && value !== undefined
}

function requireType(type: string, { types }: DraftRules): void {
  if (!types.has(type)) invalidInput(`must be one of ${[...types].join(', ')}`, { field: 'type' })
}
