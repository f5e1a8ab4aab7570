/** A made-up LAN by each NIC, of which a part can be had. */
import type { PuenteMethods } from '../../shared/contract/contract.ts'
import { message } from '../../shared/message.ts'
import type { Inventory, InventoryPatch } from '../../shared/model/inventory.ts'
import type { LanFacts } from '../../shared/model/lan-slice.ts'
import type { Network } from '../../shared/model/network.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { formatSubnet, subnetOf } from '../../shared/rules/ip.ts'
import { guestsOf, parseSlice, sliceDefinition } from '../../shared/rules/networks/lan-slices.ts'
import { networkFrom } from './networks.ts'

interface World {
  inventory: () => Inventory
  set: (item: Network) => void
  patch: (part: Omit<InventoryPatch, 'revision'>) => void
  register: (plan: Plan, apply: (plan: Plan) => Promise<Change>) => Promise<Plan>
  finish: (plan: Plan) => Promise<Change>
}

export function fakeLanSlices({
  inventory,
  set,
  patch,
  register,
  finish,
}: World): Pick<PuenteMethods, 'getLanFacts' | 'planAddLanSlice'> {
  function factsOf(nic: string): LanFacts {
    const ipv4 = inventory().interfaces.find(({ name }) => name === nic)?.ipv4
    const own = ipv4?.addresses[0]
    const lan = own ? subnetOf(own.address, own.prefix) : null
    const neighbour = lan && guestsOf({ ...lan, first: lan.first + 208n, prefix: 28 }).first
    return {
      nic,
      lan: lan && formatSubnet(lan),
      taken: [
        ...(own ? [{ address: own.address, by: 'host' as const }] : []),
        ...(ipv4?.gateway ? [{ address: ipv4.gateway, by: 'gateway' as const }] : []),
        ...(neighbour ? [{ address: neighbour, by: 'neighbour' as const }] : []),
      ],
      networks: [],
      hindrance: lan ? null : 'no-lan',
    }
  }

  return {
    getLanFacts: async ({ nic }) => factsOf(nic),
    planAddLanSlice: async ({ nic, slice: text, name, bridge }) => {
      const slice = parseSlice(text)
      if (!slice) throw new Error('no part of a LAN')
      const said = { network: name, nic, ...guestsOf(slice) }
      const keys = [
        'step.define-network',
        'step.start-network',
        'step.autostart-network',
        'step.proxy-arp',
      ] as const
      const plan: Plan = {
        id: `plan-${Date.now()}`,
        title: message('plan.create-network', said),
        steps: keys.map((key) => ({ id: key, text: message(key, said) })),
        warnings: [message('warning.slice-lent', { slice: text })],
        asks: [message('reach.slice', { part: text, nic })],
        interruption: null,
        carried: [],
        commands: [
          `virsh net-start ${name}`,
          `sudo /usr/lib/puente/proxy-arp set ${bridge} ${nic} ${text} ${factsOf(nic).lan ?? ''}`,
        ],
        keepOrRevert: false,
      }
      return register(plan, async (made) => {
        const part = { bridge, nic, slice: text, lan: factsOf(nic).lan ?? '' }
        patch({ slices: { upsert: [part], remove: [] } })
        set(networkFrom(sliceDefinition({ name, bridge, slice }), { autostart: true }))
        return finish(made)
      })
    },
  }
}
