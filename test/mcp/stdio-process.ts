import { serveMcpStdio } from '../../src/mcp/stdio.ts'
import { ILabMemory } from '../../src/memory.ts'

/** Serves one client: `node stdio-process.ts <file> [user]`. What is logged goes to standard error. */
const [, , path, userId] = process.argv
await serveMcpStdio({
  memory: await ILabMemory.fromPath(path),
  userId,
  log: (line) => process.stderr.write(`${line}\n`),
})
process.stderr.write('ended\n')
