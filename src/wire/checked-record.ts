import type { ExportRecord, ObservationRecord } from '../core/store/store.ts'
import { readExportLine, writeExportLine, type ImportRules } from './export-lines.ts'

/** Longest source that needs no closer look, in UTF-16 units. */
const longestSource = 255

/**
 * Checks and redacts a record that another store gave out, as if it came as a line of an export. Most observations are
 * plain, and need no line: writing, parsing and checking it takes longer than the rest of an import.
 *
 * Errors: `invalid_input` with the record's number; never what the record holds.
 *
 * @param number - place of the record in its export, counted from 1
 */
export function checkedRecord(record: ExportRecord, number: number, rules: ImportRules): ExportRecord {
  const isPlain = record.kind === 'observation' && isPlainObservation(record, rules)
  return isPlain || record.kind === 'header'
    ? { ...record, line: number }
    : { ...readExportLine(writeExportLine(record), number, rules), line: number }
}

/** Tells whether an observation surely passes every check unchanged. False is no verdict: the line will tell. */
function isPlainObservation({ observation }: ObservationRecord, rules: ImportRules): boolean {
  const { type, title, content, topicKey, data, source, keywords, status } = observation
  const { titleLength, contentLength, topicKeyBytes } = rules.limits
  return (
    status === 'active' &&
    data === null &&
    keywords.length === 0 &&
    rules.acceptsType(type) &&
    isPlainText(title, titleLength) &&
    title.trim() !== '' &&
    isPlainText(content, contentLength) &&
    // A UTF-16 unit is at most three bytes.
    (topicKey === null || (isPlainText(topicKey, topicKeyBytes / 3) && topicKey.trim() !== '')) &&
    (source === null || (isPlainText(source, longestSource) && source.trim() !== ''))
  )
}

/** A text within its limit that every store keeps as it is, and that holds no tag. */
function isPlainText(text: string, longest: number): boolean {
  return text.length <= longest && text.isWellFormed() && !text.includes('\0') && !text.includes('<')
}
