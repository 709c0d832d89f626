import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** The user's page in Chromium. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/page-browser/*.test.ts'],
    globalSetup: ['test/temporary-folder.ts'],
    reporters: ['minimal'],
    // One browser for all files, which take turns: a machine with two cores has no room for more.
    fileParallelism: false,
    isolate: false,
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 90_000,
    hookTimeout: 90_000,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  },
})

export default config
