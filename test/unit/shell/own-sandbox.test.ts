import { expect, it } from 'vitest'
import { whyNotToRun } from '../../../electron/shell/own-sandbox.ts'

it.each(['no-sandbox', 'disable-seccomp-filter-sandbox', 'single-process', 'disable-web-security'])(
  'refuses --%s',
  (given) => {
    expect(whyNotToRun((name) => name === given, {})).toContain(`--${given}`)
  },
)

it('refuses the same by the environment', () => {
  const told = whyNotToRun(() => false, { ELECTRON_DISABLE_SANDBOX: '1' })
  expect(told).toContain('ELECTRON_DISABLE_SANDBOX')
})

it('runs as it should', () => {
  expect(whyNotToRun(() => false, {})).toBeNull()
})
