import { randomBytes } from 'node:crypto'
import { dropSchemas, runVariable } from './schemas.ts'
import { clusterUrls } from './urls.ts'

/** Checks that a cluster is named. At the end it drops what the tests made there. */
export default function setUp(): () => Promise<void> {
  clusterUrls()
  const run = `ilab_test_${randomBytes(4).toString('hex')}`
  process.env[runVariable] = run
  return () => dropSchemas(run)
}
