/** A draft as the lab that is made of it. Pure. */
import type { DrawnLab } from '../../../shared/contract/contract.ts'
import type { NicSource } from '../../../shared/model/machine.ts'
import type { Draft, DrawnNetwork } from './draft.ts'
import { sourceAt, together, type World } from './world.ts'

export function labOfDraft(draft: Draft, world: World): DrawnLab {
  const { networks, machines } = together(draft, world)
  const nics = Map.groupBy(draft.nics, ({ machine }) => machine)
  const isNew = new Set(draft.machines.map(({ uuid }) => uuid))
  return {
    networks: draft.networks.map(networkOf),
    machines: machines.flatMap(({ uuid, name }) => {
      const led = (nics.get(uuid) ?? []).flatMap(({ mac, to }) => {
        const source = sourceAt(to, networks)
        return source ? [{ mac, to: placeOf(source) }] : []
      })
      return led.length > 0 || isNew.has(uuid) ? [{ name, nics: led }] : []
    }),
  }
}

function networkOf({ uuid, definition }: DrawnNetwork): DrawnLab['networks'][number] {
  // A subnet's family is what its address is of.
  const subnets = definition.subnets.map(({ family: _, ...subnet }) => subnet)
  return { uuid, ...definition, subnets }
}

function placeOf(source: Extract<NicSource, { type: 'network' | 'bridge' }>) {
  return source.type === 'network' ? { network: source.network } : { bridge: source.bridge }
}

/** How many of each it would make. */
export function countsOf(lab: DrawnLab, draft: Draft) {
  return {
    networks: lab.networks.length,
    machines: draft.machines.length,
    nics: lab.machines.reduce((sum, { nics }) => sum + nics.length, 0),
  }
}
