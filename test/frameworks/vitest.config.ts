import { join } from 'node:path'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** The adapters inside the frameworks that they are for. `npm run test:frameworks` installs those first. */
const config: ViteUserConfig = defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/frameworks/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['test/temporary-folder.ts', 'test/frameworks/global-setup.ts'],
    pool: 'forks',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    reporters: ['minimal'],
    testTimeout: 90_000,
    hookTimeout: 180_000,
  },
})

export default config
