import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** `ILAB_FAULT=long` raises the counts of the fault tests, and with them the time that one may take. */
const long = process.env['ILAB_FAULT'] === 'long'

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/postgres/global-setup.ts'],
    pool: 'forks',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    testTimeout: long ? 15 * 60_000 : 20_000,
    hookTimeout: 60_000,
    coverage: { include: ['src/**'] },
  },
})

export default config
