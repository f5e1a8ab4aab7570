/** This host keeps on answering for a part of the LAN whose network somebody else has removed. */
import type { LanSlice } from '../../../../../shared/model/lan-slice.ts'
import { defineCheck } from '../../check.ts'
import { hostRemedy } from '../../fix.ts'

export default defineCheck<LanSlice>({
  id: 'slice-left',
  needs: 'host',
  applicable: ({ world: { slices }, services }) =>
    slices.length > 0 && services.libvirt.status === 'connected',
  check: ({ world }) =>
    world.slices.filter(({ bridge }) =>
      world.networks.every((network) => network.bridge !== bridge),
    ),
  explain: ({ bridge, nic, slice }) => ({
    about: { type: 'interface', name: nic },
    level: 'warning',
    params: { bridge, nic, slice },
    evidence: [{ command: `cat /etc/puente/proxy-arp/${bridge}`, output: `${nic} ${slice}` }],
  }),
  fix: ({ bridge }) => hostRemedy([{ argv: ['proxy-arp', 'remove', bridge] }]),
})
