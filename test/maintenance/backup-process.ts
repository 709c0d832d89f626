// Makes one backup; prints a line at each step. With `die` it kills itself at the first. Arguments: source, target, die.
import { writeSync } from 'node:fs'
import { backup } from '../../src/maintenance/index.ts'

const [source = '', target = '', die] = process.argv.slice(2)
await backup(source, target, {
  onProgress: () => {
    if (die === 'die') process.kill(process.pid, 'SIGKILL')
    writeSync(1, 'copying\n')
  },
})
