import { expect, it } from 'vitest'
import { whyNotToRun } from '../../../electron/shell/own-sandbox.ts'

it.each(['no-sandbox', 'disable-seccomp-filter-sandbox', 'single-process', 'disable-web-security'])(
  'refuses --%s',
  (given) => {
    expect(
      whyNotToRun(
        (name) => name === given,
        {},
        () => true,
      ),
    ).toContain(`--${given}`)
  },
)

it('refuses the same by the environment', () => {
  const told = whyNotToRun(
    () => false,
    { ELECTRON_DISABLE_SANDBOX: '1' },
    () => true,
  )
  expect(told).toContain('ELECTRON_DISABLE_SANDBOX')
})

it('runs as it should', () => {
  expect(
    whyNotToRun(
      () => false,
      {},
      () => false,
    ),
  ).toBeNull()
})

it.each(['remote-debugging-port', 'remote-debugging-pipe'])(
  'refuses --%s, but in a build that is made to be tested',
  (given) => {
    const hasSwitch = (name: string) => name === given
    expect(whyNotToRun(hasSwitch, {}, () => false)).toContain(`--${given}`)
    expect(whyNotToRun(hasSwitch, {}, () => true)).toBeNull()
  },
)
