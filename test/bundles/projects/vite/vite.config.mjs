import { defineConfig } from 'vite'

export default defineConfig({
  logLevel: 'warn',
  // The preload polyfill needs a document, and the test runs the page's script without one.
  build: { modulePreload: false },
  ssr: { noExternal: true, external: ['pg'] },
})
