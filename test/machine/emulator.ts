/** QEMU, which runs in the LAN of a lab: its NICs hang on that LAN, and end there. */
import type { ChildProcess } from 'node:child_process'
import { NIC_MAC } from '../lab/lan.ts'
import { pathIn, type Place } from '../lab/place.ts'
import { ended, runIn, spawnIn } from '../lab/process.ts'
import { Agent } from './agent.ts'
import { IMAGE_INSIDE } from './image.ts'
import { Qmp } from './qmp.ts'

/** Of the NIC by which it is reached from outside its networks (files/management.link). */
const MANAGEMENT_MAC = '02:4c:41:42:00:1f'
const RUN = '/run/lab/computer'

/** As QEMU calls what each NIC hangs on. */
const NETDEVS = { eth0: 'lan0', eth1: 'lan1' } as const
export type CableOf = keyof typeof NETDEVS

/** What costs time when emulated, and concerns no network; names as the lab's. */
const KERNEL_WORDS = [
  ...['root=/dev/vda', 'rw', 'console=ttyS0', 'quiet', 'net.ifnames=0', 'systemd.show_status=no'],
  ...['mitigations=off', 'nokaslr', 'random.trust_cpu=on', 'cryptomgr.notests', 'nowatchdog'],
  ...['tsc=reliable', 'no_timer_check', 'rcupdate.rcu_expedited=1'],
]

/**
 * A state fits only the very same: what is here, and its order. The processor has AMD's
 * virtualization, which is emulated: guests in there run as with a KVM of its own.
 */
function argv(disk: string): string[] {
  const nic = (id: string, tap: string, mac: string) => [
    ...['-netdev', `tap,id=${id},ifname=${tap},script=no,downscript=no`],
    ...['-device', `virtio-net-pci,netdev=${id},mac=${mac},romfile=`],
  ]
  return [
    ...['nice', '-n', '5', 'qemu-system-x86_64', '-name', 'station'],
    ...['-machine', 'q35,hpet=off,vmport=off', '-accel', 'tcg,thread=multi,tb-size=1024'],
    ...['-cpu', 'qemu64,+npt,+nrip-save', '-smp', '2', '-m', '2048'],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-vga', 'none'],
    ...['-kernel', `${IMAGE_INSIDE}/vmlinuz`, '-initrd', `${IMAGE_INSIDE}/initrd.img`],
    ...['-append', KERNEL_WORDS.join(' ')],
    // Not "unsafe": what the computer has flushed has to outlive the emulator.
    ...['-drive', `file=${disk},if=none,id=disk,format=qcow2,cache=writeback,discard=unmap`],
    ...['-device', 'virtio-blk-pci,drive=disk'],
    ...nic(NETDEVS.eth0, 'lan-eth0', NIC_MAC.eth0),
    ...nic(NETDEVS.eth1, 'lan-eth1', NIC_MAC.eth1),
    ...nic('management', 'mgmt', MANAGEMENT_MAC),
    ...['-device', 'virtio-rng-pci', '-device', 'virtio-serial-pci'],
    ...['-chardev', `socket,id=agent,path=${RUN}/agent.sock,server=on,wait=off`],
    ...['-device', 'virtserialport,chardev=agent,name=lab.agent'],
    ...[
      '-chardev',
      `file,id=console,path=${RUN}/console.log,append=on`,
      '-serial',
      'chardev:console',
    ],
    ...['-qmp', `unix:${RUN}/qmp.sock,server=on,wait=off`],
  ]
}

export class Emulator {
  readonly agent: Agent
  readonly #qmp: Qmp
  readonly #child: ChildProcess
  readonly #end: Promise<unknown>

  private constructor(child: ChildProcess, end: Promise<unknown>, qmp: Qmp, agent: Agent) {
    this.#child = child
    this.#end = end
    this.#qmp = qmp
    this.agent = agent
  }

  /** @param state from which it goes on; without one it boots */
  static async start(place: Place, disk: string, state?: string): Promise<Emulator> {
    await runIn(place, ['sh', '-c', `mkdir -p ${RUN}; rm -f ${RUN}/*.sock`])
    const incoming = state === undefined ? [] : ['-incoming', 'defer']
    const child = spawnIn(place, [...argv(disk), ...incoming], {
      where: 'lan',
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let errors = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text))
    const end = ended(child)
    const gone = end.then((code): never => {
      throw new Error(`QEMU ended with ${code}: ${errors}`)
    })
    const started = async () => {
      const qmp = await Qmp.connect(pathIn(place, `${RUN}/qmp.sock`))
      const agent = await Agent.connect(pathIn(place, `${RUN}/agent.sock`))
      if (state !== undefined) await qmp.load(state)
      return new Emulator(child, end, qmp, agent)
    }
    return Promise.race([started(), gone])
  }

  /** The kernel's and the initramfs' own words. */
  static console(place: Place): string {
    return pathIn(place, `${RUN}/console.log`)
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** Saves what runs; it stands still afterwards. */
  save(state: string): Promise<void> {
    return this.#qmp.save(state)
  }

  /** The cable of one of its NICs, as the computer sees it: there, or pulled out. */
  async setCable(nic: CableOf, isIn: boolean): Promise<void> {
    await this.#qmp.ask('set_link', { name: NETDEVS[nic], up: isIn })
  }

  /** Ends it at once, as a power cut: what was not on its disk is lost. */
  async kill(): Promise<void> {
    if (!this.hasEnded) this.#child.kill('SIGKILL')
    await this.#end
    this.agent.close()
  }

  /** Waits until it has switched itself off. */
  async ended(): Promise<void> {
    await this.#end
    this.agent.close()
  }
}
