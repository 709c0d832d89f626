import { MemoryError } from '../../core/errors/errors.ts'
import type { Visit } from '../request/visit.ts'
import { showImportReport, type ImportReport } from '../views/control-view.ts'

/** Lines that may be left out before an import ends: each one begins the import anew. */
const mostRefused = 20

/** Adds the records of a file that was sent, and reports each line that the memory refused. */
export async function importMemory(visit: Visit): Promise<Response> {
  const file = visit.form.get('file')
  if (!(file instanceof File) || file.size === 0)
    return showImportReport(visit, { counts: null, refused: [], stopped: visit.texts.report.noFile })
  return showImportReport(visit, await importLines(visit, (await file.text()).split('\n')))
}

/** A second import of the same lines changes nothing, so it may begin again without the refused one. */
async function importLines({ user, texts }: Visit, lines: readonly string[]): Promise<ImportReport> {
  const refused: { line: number; reason: string }[] = []
  const sent = lines.map((line) => line.replace(/\r$/, ''))
  let added: ImportReport['counts'] = null
  while (refused.length < mostRefused) {
    try {
      added = await user.import(sent)
      return { counts: added, refused, stopped: null }
    } catch (error) {
      if (!(error instanceof MemoryError)) throw error
      const text = textOf(texts.errors, error.code)
      if (error.code !== 'invalid_input' || error.line === undefined || sent[error.line - 1] === '')
        return { counts: null, refused, stopped: text }
      refused.push({ line: error.line, reason: error.reason })
      // An empty line is skipped, and the others keep their numbers.
      sent[error.line - 1] = ''
    }
  }
  return { counts: null, refused, stopped: texts.report.tooManyRefused }
}

function textOf(errors: Visit['texts']['errors'], code: string): string {
  const [, text = ''] = Object.hasOwn(errors, code) ? errors[code as keyof typeof errors] : errors.failed
  return text
}
