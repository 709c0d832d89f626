import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { bundledThread } from './test/bundled-thread.ts'

/** `ILAB_FAULT=long` raises the counts of the fault tests, and with them the time that one may take. */
const long = process.env['ILAB_FAULT'] === 'long'
/** PostgreSQL's tests, and those that run on every store, with that one. */
const onPostgres = [
  'test/postgres/**/*.test.ts',
  'test/meaning/*.test.ts',
  'test/page/isolation.test.ts',
  'test/fault/parallel-updates.test.ts',
  'test/testing/{stores,memory-contract,store-contract,isolation-matrix,non-interference,agreement,quota,recorded-script,tenant-keys,field-conditions,proposals,expiry}.test.ts',
]
/** Tests on a running Citus cluster, and those that run on every store, with that one. */
const onCluster = [
  'test/cluster/*.test.ts',
  'test/testing/{memory-contract,store-contract,isolation-matrix,non-interference,agreement,tenant-keys}.test.ts',
]
/** Which stores are tested: `postgres` needs PostgreSQL on this machine, `cluster` a running cluster, all else only Node. */
const stores = process.env['ILAB_TEST_STORES']
const isPostgres = stores === 'postgres'
/** A server of one's own may be far away, or a cluster. */
const isOwnServer = process.env['ILAB_TEST_POSTGRES_URL'] !== undefined || stores === 'cluster'
const include = stores === 'cluster' ? onCluster : isPostgres ? onPostgres : ['test/**/*.test.ts']

const config: ViteUserConfig = defineConfig({
  plugins: [bundledThread()],
  test: {
    include,
    exclude:
      isPostgres || stores === 'cluster'
        ? []
        : [
            'test/postgres/**',
            'test/cluster/**',
            'test/bundles/**',
            'test/page-browser/**',
            'test/frameworks/**',
          ],
    // Ended in the opposite order.
    globalSetup: [
      'test/temporary-folder.ts',
      'test/bundled-thread.ts',
      ...(isPostgres ? ['test/postgres/global-setup.ts'] : []),
      ...(stores === 'cluster' ? ['test/cluster/global-setup.ts'] : []),
    ],
    pool: 'forks',
    // Test files share two processes, as users share a server: each keeps to folders, ports and users of its own. A process
    // for each file costs a third more time.
    isolate: false,
    // Much of the time goes by waiting for disks and child processes.
    maxWorkers: Math.max(2, availableParallelism()),
    // Node's notes about what tests do on purpose.
    execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=ILAB_MEMORY_TEMPORARY'],
    // For child processes: stripping types in each of hundreds takes longer than what is tested.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'ilab-memory-compiled') },
    // Failures and a summary, nothing else. `--reporter` asks for more.
    reporters: ['minimal'],
    // A limit stops what hangs. A busy machine may need ten times what a quiet one does.
    testTimeout: long ? 15 * 60_000 : isOwnServer ? 5 * 60_000 : 90_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    coverage: { include: ['src/**'] },
  },
})

export default config
