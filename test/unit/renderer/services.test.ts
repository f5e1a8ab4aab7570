/** No two of the window's statuses contradict each other, in any state of what they tell of. */
import { describe, expect, it } from 'vitest'
import { serviceLook } from '../../../renderer/model/looks.ts'
import { libvirtOf, servicesNow } from '../../../renderer/model/setup/services.ts'
import { requirementsOf } from '../../../renderer/model/setup/setup.ts'
import type { ErrorData } from '../../../shared/errors.ts'
import type { GroupStanding, HostSetup } from '../../../shared/model/host-setup.ts'
import type { ServiceState } from '../../../shared/model/inventory.ts'

const error: ErrorData = { code: 'libvirt-unavailable', params: {} }
const states: ServiceState[] = [
  { status: 'connecting' },
  { status: 'connected', version: '9.0.0', readOnly: false },
  { status: 'connected', version: '9.0.0', readOnly: true },
  { status: 'unavailable', error, retryAt: 1 },
]
const managers: ServiceState[] = [...states, { status: 'elsewhere' }]
const groups: GroupStanding[] = ['member', 'after-login', 'outside', 'no-group']
const setupWith = (libvirtGroup: GroupStanding): HostSetup => ({
  polkitAgent: null,
  libvirtGroup,
  programs: { dnsmasq: true, 'virt-install': true, 'virt-viewer': true },
  packages: 'apt',
})

const table = states.flatMap((libvirt) =>
  managers.flatMap((networkManager) =>
    [true, false].flatMap((backendReady) =>
      states.map((stale) => ({ services: { libvirt, networkManager }, backendReady, stale })),
    ),
  ),
)

describe.each(table)('$services with a backend that is there: $backendReady', (row) => {
  const { services, backendReady, stale } = row
  const now = servicesNow({ services, backendReady, error: null })

  it('nothing is told of while nobody is there to tell of it', () => {
    const told = backendReady ? services : { libvirt: { status: 'connecting' } }
    expect(now).toMatchObject(told)
    expect(now.networkManager.status === 'elsewhere').toBe(
      services.networkManager.status === 'elsewhere',
    )
    if (!backendReady) expect(now.networkManager.status).toMatch(/connecting|elsewhere/)
  })

  it('the connection stands as its libvirt does, whatever it was last said to be', () => {
    for (const ready of [true, false]) {
      const shown = libvirtOf({ ready, libvirt: stale }, now)
      expect(serviceLook(shown)).toBe(serviceLook(now.libvirt))
    }
  })

  it.each(groups)('the list of what is needed says the same, for one who is %s', (group) => {
    const standing = new Map(
      requirementsOf(now, setupWith(group)).map((item) => [item.id, item] as const),
    )
    const changes = serviceLook(now.libvirt) === 'connected'
    expect(standing.get('libvirt')?.standing === 'there').toBe(changes)
    if (now.libvirt.status === 'connected' && now.libvirt.readOnly) {
      const steps = [standing.get('group'), standing.get('login')]
      expect(steps.every((step) => step?.standing === 'there')).toBe(false)
    }
    if (changes) expect(standing.get('group')?.standing).toBe('there')
  })
})

it('another connection is not green while its backend is gone', () => {
  const libvirt = states[1] ?? expect.unreachable()
  expect(libvirtOf({ ready: false, libvirt }, null).status).toBe('connecting')
  expect(libvirtOf({ ready: true, libvirt }, null)).toBe(libvirt)
})

it('what could not be read is not for ever being connected to', () => {
  const failed = servicesNow({ services: null, backendReady: true, error })
  expect(failed.libvirt).toMatchObject({ status: 'unavailable', error })
  expect(servicesNow({ services: null, backendReady: true, error: null }).libvirt.status).toBe(
    'connecting',
  )
})
