/**
 * The last of the set-up: makes a workstation of the computer (as the lab's), starts it twice, and
 * saves it running: node test/machine/prepare.ts. Says how far it is, a line each.
 */
import { renameSync } from 'node:fs'
import { polkitRule, NEEDED } from '../lab/polkit.ts'
import { until } from '../lab/wait.ts'
import { DEFAULT_NETWORK, officeLan } from '../lab/workstation.ts'
import { Computer } from './computer.ts'
import { IMAGE, IMAGE_INSIDE, PREPARED, RUNNING, STATE } from './image.ts'
import { isUp } from './support/up.ts'

console.log('first start')
await using computer = await Computer.inLan()
await computer.newDisk('disk.raw', 'raw', `${IMAGE_INSIDE}/${PREPARED}`)
await computer.boot(`${IMAGE_INSIDE}/${PREPARED}`)
await isUp(computer)
await configure()
await computer.sh('sync')
await computer.powerOff()

console.log('second start')
await computer.newDisk(PREPARED, 'qcow2', `${IMAGE_INSIDE}/${RUNNING}`)
await computer.boot(`${IMAGE_INSIDE}/${RUNNING}`)
await isUp(computer)
await until(
  'eth0 has its address',
  () => computer.does('ip -4 -o address show dev eth0 | grep -q inet'),
  {
    timeoutMs: 300_000,
  },
)
// What every test starts is in its memory then.
await computer.sh('node --version; virsh -q version; nmcli general; ip -V; ping -V; sync')

console.log('state')
await computer.save(`${IMAGE_INSIDE}/${STATE}.new`)
renameSync(`${IMAGE}/${STATE}.new`, `${IMAGE}/${STATE}`)

async function configure(): Promise<void> {
  const etc = '/etc/NetworkManager/system-connections'
  await computer.write(`${etc}/Office LAN.nmconnection`, officeLan('dhcp'), '600')
  await computer.write('/etc/polkit-1/rules.d/10-lab.rules', polkitRule(NEEDED))
  await until('libvirt answers', () => computer.does('virsh -q version'), { timeoutMs: 300_000 })
  await computer.sh('virsh -q net-destroy default || true; virsh -q net-undefine default || true')
  await computer.sh('cat >/run/new.xml; virsh -q net-define /run/new.xml', {
    input: DEFAULT_NETWORK,
  })
  await computer.sh('virsh -q net-autostart default; virsh -q net-start default')
}
