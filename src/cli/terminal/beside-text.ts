import type { Observation } from '../../core/model.ts'
import { plainLine } from './escape-controls.ts'

/** The fields of an observation beside its text, as named values. */
export function besidePairs({
  data,
  source,
  keywords,
  pinned,
  expiresAt,
  status,
}: Observation): (readonly [name: string, value: string])[] {
  const words = keywords.map(plainLine).join(', ')
  return [
    ...(source === null ? [] : [['source', plainLine(source)] as const]),
    ...(words === '' ? [] : [['keywords', words] as const]),
    ...(pinned ? [['pinned', 'yes'] as const] : []),
    ...(expiresAt === null ? [] : [['expires', expiresAt] as const]),
    ...(status === 'pending' ? [['status', 'a proposal'] as const] : []),
    ...(data === null ? [] : [['data', plainLine(JSON.stringify(data))] as const]),
  ]
}
