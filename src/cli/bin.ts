#!/usr/bin/env node
// Any Node of a machine may read this file. It has no import and no syntax newer than Node 12, so that an older Node can
// still print the refusal.
const neededNode = [22, 16, 0]
// Releases with a SQLite that is new enough. Opening a memory checks it once more.
const supportedNode = 'Node 22.22.3, 24.15, 26 or later'
const unsupportedRuntime = 14

function isTooOld(version: string): boolean {
  const parts = version.split('.')
  for (let i = 0; i < neededNode.length; i++) {
    const difference = Number.parseInt(parts[i] || '0', 10) - Number(neededNode[i])
    if (difference !== 0) return difference < 0
  }
  return false
}

function refuse(message: string): void {
  const failure = { error: { code: 'unsupported_runtime', message } }
  const isJson = process.argv.indexOf('--json') !== -1
  process.stderr.write(isJson ? JSON.stringify(failure) + '\n' : message + ' (unsupported_runtime)\n')
  process.exitCode = unsupportedRuntime
}

if (isTooOld(process.versions.node)) {
  refuse('ilab-memory needs ' + supportedNode + ', and this is Node ' + process.versions.node)
} else {
  import('./main.ts').then(
    ({ main }) => main(process.argv.slice(2)),
    (error: unknown) => {
      process.exitCode = 1
      throw error
    },
  )
}
