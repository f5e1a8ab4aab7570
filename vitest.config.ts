import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/**
 * Real daemons and guests on a small machine: slow is not broken, and a guest's DHCP or a daemon's
 * start that loses a race once gets a second chance; what fails twice has failed.
 */
const patient = { testTimeout: 120_000, hookTimeout: 120_000, retry: 1 }

export default defineConfig({
  plugins: [vue()],
  test: {
    projects: [
      {
        extends: true,
        // Thousands of generated inputs each, on a machine that may be busy: the clock is no judge.
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        extends: true,
        // Its second chance is another lab, for the whole file: test/run.ts.
        test: {
          name: 'lab',
          include: [
            'test/lab/**/*.test.ts',
            'test/lab-*/**/*.test.ts',
            // What can go wrong with a machine's NICs at any time, and takes no longer than the rest.
            'test/faults/machines.test.ts',
          ],
          ...patient,
          retry: 0,
        },
      },
      {
        extends: true,
        // As the lab’s.
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...patient, retry: 0 },
      },
      {
        extends: true,
        test: { name: 'package', include: ['test/package/**/*.test.ts'], ...patient, retry: 0 },
      },
      {
        extends: true,
        test: { name: 'faults', include: ['test/faults/**/*.test.ts'], ...patient },
      },
      {
        extends: true,
        test: { name: 'firewalls', include: ['test/firewalls/**/*.test.ts'], ...patient, retry: 0 },
      },
      {
        extends: true,
        // Emulated, all is some ten times slower.
        test: {
          name: 'machine',
          include: ['test/machine/**/*.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
      {
        extends: true,
        test: { name: 'faults-window', include: ['test/faults-window/**/*.test.ts'], ...patient },
      },
    ],
  },
})
