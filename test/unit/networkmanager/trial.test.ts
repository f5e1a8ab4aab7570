import { describe, expect, it } from 'vitest'
import { trialOf, withoutDuplicateCheck } from '../../../electron/networkmanager/bridge/trial.ts'
import type { Settings } from '../../../electron/networkmanager/client/settings.ts'
import { Variant } from '../../../electron/dbus/bus.ts'

const s = (value: string) => new Variant('s', value)
const i = (value: number) => new Variant('i', value)

function bridge(ipv4: Settings[string]): Settings {
  return { connection: { id: s('br0') }, ipv4, ipv6: { method: s('auto') } }
}

describe('a bridge that is tried', () => {
  it('does not look for another host with the addresses that are our own', () => {
    const { activated, then } = trialOf(bridge({ method: s('auto') }), true, false)
    expect(activated.ipv4).toEqual({ method: s('auto'), 'dad-timeout': i(0) })
    expect(then).toBe(null)
  })

  it('looks for one where the addresses are new', () => {
    const profile = bridge({ method: s('auto'), 'dad-timeout': i(500) })
    expect(trialOf(profile, false, false)).toEqual({ activated: profile, then: null })
  })

  it('gets static addresses once its port is in it', () => {
    const profile = bridge({ method: s('manual'), 'route-metric': new Variant('x', 100n) })
    const { activated, then } = trialOf(profile, true, false)
    expect(activated).toEqual(bridge({ method: s('disabled') }))
    expect(then).toEqual(bridge({ ...profile.ipv4, 'dad-timeout': i(0) }))
    expect(trialOf(profile, false, false).then).toBe(profile)
  })

  it('has them from the start where the way to the host leads over them', () => {
    const profile = bridge({ method: s('manual') })
    expect(trialOf(profile, false, true)).toEqual({ activated: profile, then: null })
  })

  it('has its lease written beside, and asks for it for as long as it takes, on a far host', () => {
    const family = 'ipv4' as const
    const lease = { family, address: '198.51.100.135', prefix: 24, gateway: null, dns: [] }
    const { activated, then } = trialOf(bridge({ method: s('auto') }), true, true, [lease])
    expect(Object.keys(activated.ipv4 ?? {}).sort()).toEqual([
      'address-data',
      'dad-timeout',
      'dhcp-timeout',
      'method',
    ])
    expect(then).toBe(null)
  })

  it('is the profile of before without the check on the way back, where it has IPv4', () => {
    expect(withoutDuplicateCheck({ connection: {} })).toEqual({ connection: {} })
    const back = withoutDuplicateCheck(bridge({ method: s('manual'), 'dad-timeout': i(-1) }))
    expect(back.ipv4).toEqual({ method: s('manual'), 'dad-timeout': i(0) })
  })
})
