// Brings a file to this version and dies at one of the calls of `onProgress`. Arguments: path, call.
import { migrateFiles } from '../../src/maintenance/index.ts'

const [path = '', call] = process.argv.slice(2)
let calls = 0
await migrateFiles(path, {
  onProgress: () => {
    if (++calls === Number(call)) process.kill(process.pid, 'SIGKILL')
  },
})
