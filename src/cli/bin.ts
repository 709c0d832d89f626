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

// Hosts call this one at each prompt: it loads no command parser, and never fails.
const isHook = process.argv[2] === 'hook' && !process.argv.some((word) => word === '--help' || word === '-h')

function refuse(message: string): void {
  const failure = { error: { code: 'unsupported_runtime', message } }
  const isJson = process.argv.indexOf('--json') !== -1
  process.stderr.write(isJson ? JSON.stringify(failure) + '\n' : message + ' (unsupported_runtime)\n')
  process.exitCode = isHook ? 0 : unsupportedRuntime
}

if (isTooOld(process.versions.node)) {
  refuse('ilab-memory needs ' + supportedNode + ', and this is Node ' + process.versions.node)
} else {
  // Before anything else is loaded: Node keeps the code that it compiles from here on.
  const ready = import('./process-setup.ts').then(({ setUpProcess }) => setUpProcess())
  if (isHook) {
    ready
      .then(() => import('./hook/run.ts'))
      .then(
        ({ runHook }) => runHook(process.argv.slice(3)),
        () => process.stderr.write('ilab-memory hook: the installation is broken (unexpected)\n'),
      )
  } else {
    ready
      .then(() => import('./main.ts'))
      .then(
        ({ main }) => main(process.argv.slice(2)),
        (error: unknown) => {
          process.exitCode = 1
          throw error
        },
      )
  }
}
