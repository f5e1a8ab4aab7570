/** Ports of the LAN's switch in a lab, each at the other end of a NIC's cable. */
import type { Lab } from '../lab/lab.ts'

/** One takes frames of one MAC alone, as an access point does: that of the NIC which signed in. */
export async function lockSwitchPort(lab: Lab, nic: string, mac: string): Promise<void> {
  const script = `bridge link set dev lan-${nic} learning off locked on
bridge fdb replace ${mac} dev lan-${nic} master static`
  await lab.run(['sh', '-euc', script], { where: 'lan' })
}

/** It lets nothing through any more, or all again; the NIC keeps its carrier. */
export async function letThrough(lab: Lab, nic: string, on: boolean): Promise<void> {
  const to = on ? ['master', 'lanbr'] : ['nomaster']
  await lab.run(['ip', 'link', 'set', `lan-${nic}`, ...to], { where: 'lan' })
}
