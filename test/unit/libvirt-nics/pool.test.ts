/** Running NICs that say something else than their stored twins and mean the same. */
import { expect, it } from 'vitest'
import { describeDomain } from '../../../electron/libvirt/xml/domain.ts'
import { pairNics, pendingParts } from '../../../electron/libvirt/xml/nic/pairs.ts'

const PLACE = '<address type="pci" domain="0x0000" bus="0x05" slot="0x00" function="0x0"/>'
const MAC = '<mac address="52:54:00:00:33:01"/>'
const nics = (xml: string) => describeDomain(`<domain><devices>${xml}</devices></domain>`).nics

// cirrax/puppet-libvirt #52, kubevirt #7050: a virtual function out of a network's pool
it('sees nothing pending in a NIC whose network gave it a virtual function', () => {
  const running = nics(
    `<interface type="hostdev" managed="yes">${MAC}<source><address type="pci" domain="0x0000" bus="0x43" slot="0x00" function="0x5"/></source><alias name="hostdev0"/>${PLACE}</interface>`,
  )
  const stored = nics(
    `<interface type="network">${MAC}<source network="vf-pool"/>${PLACE}</interface>`,
  )
  const pending = pairNics(running, stored).map(({ live, stored: twin }) =>
    live && twin ? pendingParts(live.settings, twin.settings) : 'no pair',
  )
  expect(pending).toEqual([[]])
})
