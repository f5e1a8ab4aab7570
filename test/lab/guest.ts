import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { pathIn, type Place } from './place.ts'
import { runIn } from './process.ts'
import { until } from './wait.ts'

export interface GuestSpec {
  name: string
  uuid: string
  mac: string
  running: boolean
}

export const GUESTS: GuestSpec[] = [
  guest('web', 1, true),
  guest('db', 2, true),
  guest('old-mail', 3, false),
]

function guest(name: string, number: number, running: boolean): GuestSpec {
  const uuid = `5f0c1a52-7d3e-4b5a-9c1d-00000000000${number}`
  return { name, uuid, mac: `52:54:00:51:64:0${number}`, running }
}

/** What a guest says about one of its NICs. */
export interface GuestNic {
  nic: string
  mac: string
  address: string
  prefix: number
}

/**
 * Software emulation, because kernels do not boot on every machine's nested KVM. Spare root
 * ports, because a NIC can only be plugged in live where a port is free. No ROM: a NIC would
 * spend a second on booting from the network.
 */
export function domainXml({ name, uuid, mac }: GuestSpec): string {
  const ports = '<controller type="pci" model="pcie-root-port"/>'.repeat(8)
  return `<domain type="qemu">
  <name>${name}</name>
  <uuid>${uuid}</uuid>
  <memory unit="MiB">96</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch="x86_64" machine="q35">hvm</type>
    <kernel>/var/lib/libvirt/boot/vmlinuz</kernel>
    <initrd>/var/lib/libvirt/boot/initrd.img</initrd>
    <cmdline>console=ttyS0 quiet hostname=${name}</cmdline>
  </os>
  <features><acpi/></features>
  <on_reboot>restart</on_reboot>
  <devices>
    <controller type="pci" model="pcie-root"/>${ports}
    <controller type="usb" model="none"/>
    <interface type="network">
      <mac address="${mac}"/>
      <source network="default"/>
      <model type="virtio"/>
      <rom enabled="no"/>
    </interface>
    <serial type="unix">
      <source mode="bind" path="/run/lab/console/${name}.sock"/>
      <log file="/run/lab/log/guest-${name}.log" append="off"/>
    </serial>
    <memballoon model="none"/>
  </devices>
</domain>
`
}

const TYPE_AGAIN_MS = 4_000

export class Guest {
  readonly name: string
  readonly #place: Place
  /** Of all of them: the guest does not do twice what has the number of its last command. */
  static #commands = 0

  constructor(place: Place, name: string) {
    this.#place = place
    this.name = name
  }

  /** Everything it said on its serial console since it was started. */
  console(): string {
    try {
      const log = pathIn(this.#place, `/run/lab/log/guest-${this.name}.log`)
      return readFileSync(log, 'utf8').replaceAll('\r', '')
    } catch {
      return ''
    }
  }

  /** Its NICs that have an address now, by the kernel's name. */
  nics(): GuestNic[] {
    const nics = new Map<string, GuestNic>()
    for (const line of this.console().split('\n')) {
      const [, nic = '', mac, address, prefix] =
        /^puente-guest: (eth\d+) (?:gone|(\S+) ([\d.]+)\/(\d+))$/.exec(line) ?? []
      if (mac && address) nics.set(nic, { nic, mac, address, prefix: Number(prefix) })
      else nics.delete(nic)
    }
    return [...nics.values()]
  }

  /** Waits for a NIC with an address that begins like this, e.g. `192.168.122.`. */
  waitForAddress(beginning: string, timeoutMs = 60_000): Promise<GuestNic> {
    return until(
      `${this.name} gets an address ${beginning}*`,
      () => this.nics().find(({ address }) => address.startsWith(beginning)),
      { timeoutMs },
    )
  }

  waitUntilUp(timeoutMs = 60_000): Promise<true> {
    const up = (): boolean => this.console().includes('puente-guest: up')
    return until(`${this.name} is up`, () => up() || undefined, { timeoutMs }) as Promise<true>
  }

  /** Types a line of shell on the serial console; `output` is what came until it ended. */
  async run(line: string, timeoutMs = 20_000): Promise<{ output: string; code: number }> {
    const before = this.console().length
    const id = `${process.pid}-${++Guest.#commands}`
    const socket = await this.#connect()
    const type = () => socket.write(`${id} ${line}\n`)
    type()
    // A busy guest may lose what is typed; one that has it ignores it the second time.
    const again = setInterval(type, TYPE_AGAIN_MS)
    try {
      // Not at the start of a line: another program's may stand unfinished before it.
      const end = new RegExp(`([^]*)puente-guest: exit ${id} (\\d+)\\n`)
      return await until(
        `${this.name} runs ${line}`,
        () => {
          const [, output, code] = end.exec(this.console().slice(before)) ?? []
          return output !== undefined && { output, code: Number(code) }
        },
        { timeoutMs },
      )
    } finally {
      clearInterval(again)
      socket.destroy()
    }
  }

  async ping(address: string): Promise<boolean> {
    return (await this.run(`ping -c 1 -W 2 ${address}`)).code === 0
  }

  async state(): Promise<string> {
    const { stdout } = await runIn(this.#place, ['virsh', 'domstate', this.name])
    return stdout.trim()
  }

  async #connect(): Promise<Socket> {
    const socket = createConnection(pathIn(this.#place, `/run/lab/console/${this.name}.sock`))
    await once(socket, 'connect')
    // Unread output would fill the socket and stop the guest; the log has it anyway.
    socket.resume()
    return socket
  }
}
