/** Starts machines that cost nothing but their NICs: machines.ts COUNT NICS. */
import { Connection } from 'node-libvirt'

const [count, nics] = process.argv.slice(2).map(Number)

/** Paused from the first moment, and without a disk: it never does anything. */
const domain = (index: number): string =>
  `<domain type='qemu'><name>paused${index}</name><memory unit='MiB'>16</memory><vcpu>1</vcpu>
    <os><type arch='x86_64' machine='q35'>hvm</type></os>
    <devices>${`<interface type='network'><source network='default'/><model type='virtio'/>
      <rom enabled='no'/></interface>`.repeat(nics ?? 0)}</devices></domain>`

await using connection = await Connection.open('qemu:///system')
for (let index = 0; index < (count ?? 0); index++) {
  const machine = await connection.defineDomain(domain(index))
  await machine.create({ paused: true })
}
