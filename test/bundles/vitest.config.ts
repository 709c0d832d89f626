import { join } from 'node:path'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** The package in other programs: bundled, and run by other runtimes. The tools are downloaded once for all. */
const config: ViteUserConfig = defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/bundles/*.test.ts'],
    globalSetup: ['test/temporary-folder.ts', 'test/bundles/global-setup.ts'],
    pool: 'forks',
    testTimeout: 5 * 60_000,
    hookTimeout: 5 * 60_000,
  },
})

export default config
