import { textOrNull } from '../reading/foreign-row.ts'
import type { ForeignFile, FoundRecord, Others } from '../reading/found-records.ts'
import { jsonValues } from '../reading/json-values.ts'
import { fieldsOf, observationOf, refused, textsOf } from './draft-record.ts'

interface Relation {
  readonly relation: string
  readonly to: string
}

/**
 * Reads the knowledge graph of the MCP memory server: one entity or relation a line. An entity becomes one observation with
 * its facts and relations as lines; its name is the topic, so that a later import revises it.
 */
export async function* readMcpMemory(
  { path, writtenAt }: ForeignFile,
  others: Others,
): AsyncGenerator<FoundRecord> {
  const relations = await relationsOf(path)
  for await (const { row, value } of jsonValues(path, ['entities'])) {
    const fields = fieldsOf(value)
    if (fields['type'] === 'relation') continue
    if (fields['type'] !== 'entity' && fields['name'] === undefined) others.add('lines of other kinds')
    else yield entityOf(row, fields, relations, writtenAt)
  }
  for (const left of relations.values()) others.add('relations of unknown entities', left.length)
}

function entityOf(
  row: number,
  { name: given, entityType, observations }: Readonly<Record<string, unknown>>,
  relations: Map<string, readonly Relation[]>,
  writtenAt: string,
): FoundRecord {
  const name = textOrNull(given)
  if (name === null) return refused(row, 'has no name', 'name')
  const related = relations.get(name) ?? []
  relations.delete(name)
  const kind = textOrNull(entityType)
  return observationOf('mcp-memory', row, {
    type: 'discovery',
    title: name,
    content: [...textsOf(observations), ...related.map(({ relation, to }) => `${relation}: ${to}`)].join(
      '\n',
    ),
    topicKey: `mcp-memory/${name}`,
    keywords: kind === null ? [] : [kind],
    data: related.length === 0 && kind === null ? null : { entityType: kind, relations: related },
    createdAt: writtenAt,
  })
}

async function relationsOf(path: string): Promise<Map<string, Relation[]>> {
  const relations = new Map<string, Relation[]>()
  for (const names of [['relations'], ['entities']])
    for await (const { value } of jsonValues(path, names)) {
      const { type, from, to, relationType } = fieldsOf(value)
      if (type === 'entity' || typeof from !== 'string' || typeof to !== 'string') continue
      const list = relations.get(from) ?? []
      relations.set(from, list)
      const relation = textOrNull(relationType) ?? 'related to'
      if (!list.some((each) => each.relation === relation && each.to === to)) list.push({ relation, to })
    }
  return relations
}
