import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Processes, not threads: a crash of native code then is one file's.
    pool: 'forks',
    testTimeout: 30_000,
  },
})
