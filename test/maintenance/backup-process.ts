// Makes one backup; prints a line at each step. Arguments: source, target.
import { writeSync } from 'node:fs'
import { backup } from '../../src/maintenance/index.ts'

const [source = '', target = ''] = process.argv.slice(2)
await backup(source, target, { onProgress: () => void writeSync(1, 'copying\n') })
