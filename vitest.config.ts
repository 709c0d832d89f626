import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** `ILAB_FAULT=long` raises the counts of the fault tests, and with them the time that one may take. */
const long = process.env['ILAB_FAULT'] === 'long'

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/postgres/global-setup.ts'],
    pool: 'forks',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // For the stores' threads: stripping types in each of hundreds takes longer than what is tested.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'ilab-memory-compiled') },
    testTimeout: long ? 15 * 60_000 : 20_000,
    hookTimeout: 60_000,
    coverage: { include: ['src/**'] },
  },
})

export default config
