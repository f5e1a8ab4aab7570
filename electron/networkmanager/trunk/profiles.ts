/** The profile that makes a VLAN of a NIC and puts it under a bridge. Pure. */
import { Variant } from '../../dbus/bus.ts'
import { markSection } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'

/** nmcli’s own usual; over D-Bus NetworkManager takes none where none is given. */
const REORDER_HEADERS = 1

export interface VlanPortNames {
  nic: string
  id: number
  vlan: string
  vlanUuid: string
  bridge: string
  bridgeUuid: string
}

export function vlanPortProfile(names: VlanPortNames): Settings {
  return {
    connection: {
      id: new Variant('s', `${names.bridge} port ${names.vlan}`),
      uuid: new Variant('s', names.vlanUuid),
      type: new Variant('s', 'vlan'),
      'interface-name': new Variant('s', names.vlan),
      master: new Variant('s', names.bridgeUuid),
      'slave-type': new Variant('s', 'bridge'),
      autoconnect: new Variant('b', true),
    },
    '802-3-ethernet': {},
    vlan: {
      parent: new Variant('s', names.nic),
      id: new Variant('u', names.id),
      flags: new Variant('u', REORDER_HEADERS),
    },
    user: markSection({ nic: names.vlan, original: null }),
  }
}
