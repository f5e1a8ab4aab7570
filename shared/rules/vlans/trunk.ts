/** Which bridges were made for the VLANs of a NIC. Pure. */
import type { HostInterface } from '../../model/host.ts'

/** As far as they are up: of one that is down the window does not know its VLAN. */
export function trunkBridges(nic: string, all: readonly HostInterface[]): string[] {
  const vlans = all.filter(({ vlan }) => vlan?.nic === nic).map(({ name }) => name)
  return all
    .filter(({ bridge, madeByPuente }) => {
      const isAlone = madeByPuente !== null && madeByPuente.nic === null
      return isAlone && (bridge?.ownPorts.some((port) => vlans.includes(port)) ?? false)
    })
    .map(({ name }) => name)
}
