/** Lines of an export with so many observations, each a text of so many words. */
export function manyLines(count: number, words: number): string {
  const at = '2026-01-01T00:00:00.000Z'
  const session = {
    kind: 'session',
    id: 's',
    status: 'completed',
    started_at: at,
    ended_at: at,
    last_activity_at: at,
    summary: 'x',
    is_auto_generated: false,
  }
  const observation = (id: number): object => ({
    kind: 'observation',
    id,
    session_id: 's',
    type: 'profile',
    title: `T${id}`,
    content: 'word '.repeat(words),
    topic_key: null,
    revision: 1,
    created_at: at,
    updated_at: at,
  })
  const lines = [
    { kind: 'header', format: 1, next_observation_id: count + 1 },
    session,
    ...Array.from({ length: count }, (_, i) => observation(i + 1)),
  ]
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}
