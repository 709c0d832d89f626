import type { Command } from 'commander'
import { act, addSharedOptions } from '../settings/invocation.ts'
import type { SpecialName } from './operations/operation-command.ts'
import { addExamples } from './program-help.ts'

/** The operations that ask first, or that read and write files. */
const specialCommands: Readonly<Record<SpecialName, { words: string; about: string }>> = {
  mem_erase_user: { words: 'erase', about: 'removes everything of the user for good' },
  mem_export: { words: 'export', about: 'writes a whole memory as JSON Lines, Markdown or CSV' },
  mem_import: { words: 'import', about: 'adds what is not there yet from an export' },
}

export function addSpecialCommands(program: Command): void {
  const named = (name: SpecialName): Command =>
    program.command(specialCommands[name].words).alias(name).description(specialCommands[name].about)

  const erase = named('mem_erase_user').option('-y, --yes', 'do not ask')
  addExamples(addSharedOptions(erase), [
    'ilab-memory erase --user ada',
    'ilab-memory erase --user ada --yes --json',
  ])
  act(erase, async () => (await import('./erase.ts')).erase)

  const exporting = named('mem_export')
    .argument('[path]', 'file to write; with --all a folder; standard output without it')
    .option('-a, --all', 'every user of the store, into a file each; goes on where it was interrupted')
    .option('--overwrite', 'replace what is there')
    .option('--format <format>', 'jsonl (everything), markdown or csv (observations as they are now)')
  addExamples(addSharedOptions(exporting), [
    'ilab-memory export --user ada ada.jsonl',
    'ilab-memory export --user ada | gzip > ada.jsonl.gz',
    'ilab-memory export --all ./export',
    'ilab-memory export --user ada --format markdown ada.md',
  ])
  act(exporting, async () => (await import('./transfer/transfer.ts')).exportMemory)

  const importing = named('mem_import')
    .argument('[path]', 'file to read; with --all a folder; standard input without it, or where it is -')
    .option('-a, --all', 'every user of an export with --all')
    .option(
      '--from <format>',
      'the memory of another program: mem0, langgraph, mcp-memory, claude-mem, chatgpt, claude, markdown, csv, engram or ilab-python',
    )
    .option('--dry-run', 'with --from: tell what would come in and what is refused, and keep nothing')
  addExamples(addSharedOptions(importing), [
    'ilab-memory import --user ada ada.jsonl',
    'ilab-memory import --all ./export --store ./memory/',
    'ilab-memory import --from ilab-python ./python/memory.db',
    'ilab-memory import --from chatgpt conversations.json --user ada --dry-run',
  ])
  act(importing, async () => (await import('./transfer/transfer.ts')).importMemory)
}
