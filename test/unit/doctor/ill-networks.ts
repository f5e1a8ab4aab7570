/** What is wrong with networks that others stand behind: the host’s resolver, and a LAN that they have a part of. */
import type { View } from '../../../electron/backend/doctor/view.ts'
import { emptyDefinition } from '../../../shared/model/network-definition.ts'
import { item, lan, network, world } from './host.ts'

const slice = {
  ...{ bridge: 'virbr0', nic: 'wlan0', slice: '192.168.1.224/28', lan: '192.168.1.0/24' },
}
const onSlice = () =>
  world({
    slices: [slice],
    interfaces: [
      ...world().interfaces,
      item({
        ...{ name: 'wlan0', kind: 'wifi' },
        ipv4: { ...item({ name: '' }).ipv4, addresses: [{ address: '192.168.1.20', prefix: 24 }] },
      }),
    ],
  })

type IllNetwork = 'resolver-off' | 'slice-unanswered' | 'slice-left'

export const illNetworks: Record<IllNetwork, [Partial<View>]> = {
  'resolver-off': [
    {
      world: world({ networks: [network({ active: false }), lan()] }),
      resolver: false,
      definitions: new Map([
        [
          network().uuid,
          {
            ...emptyDefinition('default', 'nat'),
            domain: { name: 'lab.internal', localOnly: true, register: true },
          },
        ],
      ]),
    },
  ],
  'slice-unanswered': [{ world: onSlice(), proxies: [] }],
  'slice-left': [{ world: world({ slices: [{ ...slice, bridge: 'virbr9' }] }) }],
}
