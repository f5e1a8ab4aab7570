/** The network's form, on what libvirt has accepted already and on a host with a wide VPN. */
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { parse } from '../../../electron/libvirt/xml/dom.ts'
import { readDefinition } from '../../../electron/libvirt/xml/definition/read.ts'
import { emptyDefinition } from '../../../shared/model/network-definition.ts'
import { usualSubnet } from '../../../shared/rules/networks/defaults.ts'
import { problemsOf } from '../../../shared/rules/networks/problems.ts'
import { useNetworkForm } from '../../../renderer/composables/network/useNetworkForm.ts'
import { useInventory } from '../../../renderer/stores/inventory.ts'
import { fromInventory } from '../../../renderer/stores/inventory-state.ts'
import { scene } from '../../window-fake/scenes.ts'

vi.mock('vue-i18n', () => ({
  useI18n: () => ({ t: (key: string) => key, locale: { value: 'en' } }),
}))

beforeEach(() => {
  vi.stubGlobal('window', { puente: {} })
  setActivePinia(createPinia())
  useInventory().state = fromInventory(scene('lab'))
})

// cirrax/puppet-libvirt #52, kimchi #582: shapes of networks that a form can't express
it.each([
  '<forward mode="passthrough"><pf dev="eth3"/></forward>',
  '<bridge name="virbr5"/><dns><host ip="10.1.1.5"><hostname>a</hostname></host><host ip="10.1.1.5"><hostname>b</hostname></host></dns><ip address="10.1.1.1" prefix="24"/>',
  '<bridge name="virbr5"/><ip address="10.0.0.0" prefix="8"/>',
  '<bridge name="virbr5" zone="my.zone"/><ip address="10.1.1.1" prefix="24"/>',
])('saves another part of what was so before: %s', (inner) => {
  const [network] = scene('lab').networks
  if (!network) return expect.unreachable()
  const definition = readDefinition(parse(`<network><name>theirs</name>${inner}</network>`))
  const { kind, bridge } = definition
  const form = useNetworkForm(definition, { ...network, name: 'theirs', kind, bridge })
  const group = { name: 'slow', isDefault: false, vlan: null, bandwidth: null }
  form.definition.value = { ...form.definition.value, portGroups: [group] }
  expect(form.canSubmit.value).toBe(true)
})

// hashicorp/vagrant #7310, vagrant-libvirt #626: a VPN that routes every private range
it.each(['ipv4', 'ipv6'] as const)(
  'still proposes a subnet (%s) when a VPN routes all private ranges: the connected route wins',
  (family) => {
    const { networks, interfaces } = scene('lab')
    const ranges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']
    const occupied = ranges.map((subnet) => ({ subnet, by: 'interface' as const, name: 'tun0' }))
    expect(usualSubnet(family, { networks, interfaces, occupied, random: 1n })).not.toBeNull()
  },
)

// terraform-provider-libvirt PR #937, #396: libvirt refuses a MAC in an IPv6 reservation
it('says beside the field that an IPv6 reservation can’t go by MAC', () => {
  const six = { family: 'ipv6', address: 'fd00:20::1', prefix: 64, dhcpRanges: [] } as const
  const mac = { mac: '52:54:00:00:12:01', id: null, name: 'web', address: 'fd00:20::5' }
  const subnets = [{ ...six, dhcpRanges: [], reservations: [mac] }]
  const around = { own: null, networks: [], interfaces: [] }
  expect(problemsOf({ ...emptyDefinition('v6', 'isolated'), subnets }, around)).not.toEqual([])
})
