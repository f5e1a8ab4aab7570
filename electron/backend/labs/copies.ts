/** A lab so many times, each copy apart from the others. Pure. */
import type { Lab, LabNetwork, LabNic } from '../../../shared/model/labs/lab.ts'
import type { NicWire } from '../../../shared/model/nic-settings.ts'
import { ledTo } from './exact.ts'
import { networkUuid } from './fit-networks.ts'
import { madeUuid } from './identities.ts'

/** What each has of its own is numbered; where it lies is found when it is opened. */
export function copiesOf(lab: Lab, count: number): Lab {
  if (count === 1) return lab
  const own = new Set(lab.networks.map(({ definition }) => definition.name))
  const indexes = Array.from({ length: count }, (_, index) => {
    return String(index + 1).padStart(String(count).length, '0')
  })
  return {
    ...lab,
    networks: indexes.flatMap((index) => lab.networks.map((one) => copiedNetwork(lab, one, index))),
    machines: indexes.flatMap((index) =>
      lab.machines.map(({ name, nics, ...size }) => ({
        ...size,
        name: `${name}-${index}`,
        nics: nics.map((nic) => copiedNic(nic, own, index)),
      })),
    ),
  }
}

function copiedNetwork(lab: Lab, network: LabNetwork, index: string): LabNetwork {
  const { definition } = network
  const name = `${definition.name}-${index}`
  return {
    ...network,
    uuid: madeUuid(networkUuid(lab, network), index),
    definition: { ...definition, name, mac: null },
  }
}

function copiedNic(nic: LabNic, own: Set<string>, index: string): LabNic {
  return { ...ledTo(nic, copiedWire(nic.settings.source, own, index)), mac: null }
}

function copiedWire(wire: NicWire, own: Set<string>, index: string): NicWire {
  const isOwn = wire.type === 'network' && own.has(wire.network)
  return isOwn ? { ...wire, network: `${wire.network}-${index}` } : wire
}
