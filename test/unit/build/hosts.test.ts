/** The table of hosts: what is counted in it, and what it says. */
import { expect, it } from 'vitest'
import { HOST_NAMES, hostNamed } from '../../../build/setup/host/hosts.mjs'
import { countIn } from '../../../test/report/count.ts'
import { hostTable } from '../../../test/report/hosts.ts'

it('takes what a run says last, over all its parts', () => {
  const text =
    '── lab: 3 passed, 0 failed in 2.0 s\n\n3 passed, 0 failed\n10 passed, 2 failed, 1 skipped\n'
  expect(countIn(text)).toEqual({ passed: 10, failed: 2, skipped: 1, retried: 0 })
  expect(countIn('the lab did not start')).toBeUndefined()
})

it('shows a dash where nothing was run', () => {
  const counts = new Map([['debian13 lab', { passed: 356, failed: 1, skipped: 0, retried: 0 }]])
  expect(hostTable(['debian12', 'debian13'], ['lab'], counts).split('\n')).toEqual([
    'passed / failed debian12      debian13',
    'lab             –             356 / 1',
  ])
})

it('knows its hosts, and refuses others by name', () => {
  expect(HOST_NAMES).toEqual(['debian12', 'debian13', 'testing', 'modular'])
  expect(() => hostNamed('debian11')).toThrow('debian12, debian13, testing, modular')
})
