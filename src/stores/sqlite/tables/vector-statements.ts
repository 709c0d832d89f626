/** Statements on vectors, 64 observations to a row as `document_chunk` has them. `?1` is always the user's number. */
export const vectorStatements = {
  readVectorChunk: 'select slots, data from vector_chunk where key = (?1 << 27) + ?2',
  writeVectorChunk: `insert into vector_chunk (key, slots, data) values ((?1 << 27) + ?2, ?3, ?4)
    on conflict (key) do update set slots = excluded.slots, data = excluded.data`,
  deleteVectorChunk: 'delete from vector_chunk where key = (?1 << 27) + ?2',
  vectorChunks: `select key - (?1 << 27) as chunk, slots, data from vector_chunk
    where key between ?1 << 27 and (?1 << 27) + 134217727 order by key`,
  vectorSlots: `select key - (?1 << 27) as chunk, slots from vector_chunk
    where key between ?1 << 27 and (?1 << 27) + 134217727 order by key`,
  deleteSomeVectorChunks: `delete from vector_chunk where key between ?1 << 27 and (?1 << 27) + 134217727
    and key in (select key from vector_chunk where key between ?1 << 27 and (?1 << 27) + 134217727 limit ?2)`,
} as const satisfies Record<string, string>
