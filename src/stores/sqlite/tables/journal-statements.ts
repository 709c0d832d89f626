/** Statements on the journal. `?1` is always the user's number. */
export const journalStatements = {
  nextEntryNumber: 'select coalesce(max(number), 0) + 1 as number from journal where user = ?1 and at = ?2',
  insertEntry: `insert or ignore into journal (user, at, number, operation, ids, context_id, purpose)
    values (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
  dropOldEntries: `delete from journal where user = ?1 and (at, number) <=
    (select at, number from journal where user = ?1 order by at desc, number desc limit 1 offset ?2)`,
  creationTime: 'select created_at as at from observation where key = (?1 << 27) + ?2',
  idsOfEntries: 'select at, number, ids from journal where user = ?1',
  updateIdsOfEntry: 'update journal set ids = ?4 where user = ?1 and at = ?2 and number = ?3',
  entriesBefore: `select at, number, operation, ids, context_id as contextId, purpose from journal
    where user = ?1 and (at, number) < (?2, ?3) order by at desc, number desc limit ?4`,
  deleteSomeEntries: `delete from journal where user = ?1 and (at, number) in
    (select at, number from journal where user = ?1 order by at, number limit ?2)`,
} as const satisfies Record<string, string>
