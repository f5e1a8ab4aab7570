/** A daemon that is not there comes before whatever else is wrong. */
import { describe, expect, it } from 'vitest'
import { checks } from '../../../electron/backend/doctor/checks/index.ts'
import { byWeight } from '../../../shared/model/finding.ts'
import { codesIn, gone, view, withNic } from './host.ts'

describe('a daemon that is not there', () => {
  it('comes before whatever else is wrong, libvirt first', () => {
    const services = {
      libvirt: gone('libvirt-unavailable'),
      networkManager: gone('networkmanager-missing'),
    }
    const found = checks.flatMap((check) =>
      check.run(view({ services, world: withNic({ linkUp: false }) })),
    )
    const codes = found.map(({ finding }) => finding).sort(byWeight)
    expect(codes.map(({ code }) => code).slice(0, 2)).toEqual([
      'libvirt-down',
      'networkmanager-down',
    ])
    expect(codes.map(({ code }) => code)).toContain('link-down')
  })

  it('is nothing that is only being connected to, or another host’s', () => {
    const services = {
      libvirt: { status: 'connecting' },
      networkManager: { status: 'elsewhere' },
    } as const
    expect(codesIn(view({ services }))).toEqual([])
  })
})
