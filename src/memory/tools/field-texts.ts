import type { ToolSchema } from './tool-schema.ts'

const ofObservation = { topic_key: 'Its topic key' }
const summary = { summary: 'Goal, discoveries, accomplished, next steps, files' }

/** Meaning of fields that their names do not tell a model, by tool. They stand apart from the schemas, which a browser loads. */
const texts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  mem_save: {
    type: 'profile, preference, decision, discovery or pattern',
    content: 'The fact. Text in <private></private> is not stored',
    topic_key: 'Key of an evolving topic, as in ui/theme',
    pinned: 'Always in context',
    status: 'pending if unsure: the user decides',
    if_revision: 'At this revision; 0: new',
  },
  mem_session_end: summary,
  mem_session_summary: summary,
  mem_get_observation: ofObservation,
  mem_forget: ofObservation,
}

/** Adds the meaning of its fields to a tool's input. */
export function withFieldTexts(name: string, schema: ToolSchema): ToolSchema {
  const properties = Object.entries(schema.properties ?? {})
  const described = properties.map(([field, shape]) => {
    const description = texts[name]?.[field]
    return [field, description === undefined ? shape : { ...shape, description }] as const
  })
  return { ...schema, properties: Object.fromEntries(described) }
}
