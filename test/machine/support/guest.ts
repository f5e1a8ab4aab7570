/** A machine on a whole computer, which starts with it: the lab’s guest, by the emulated processor’s own KVM. */
import { domainXml, GUESTS } from '../../lab/guest.ts'
import { ROUTER } from '../../lab/lan.ts'
import { REPOSITORY } from '../../lab/place.ts'
import { until } from '../../lab/wait.ts'
import type { Computer } from '../computer.ts'

const [spec] = GUESTS
const BOOT = '/var/lib/libvirt/boot'
const LOG = `/run/lab/log/guest-${spec?.name}.log`
const PORT = 8099
/** One that is started at boot, on a computer that is busy with that. */
const STARTED_MS = 600_000
const LEASED_MS = 300_000
const LINE_MS = 120_000

/** Types a line of shell on its console, and tells what came until it ended. */
const TYPE = `const [path, id, line] = process.argv.slice(1)
const socket = require('node:net').createConnection(path)
let text = ''
socket.on('data', (piece) => {
  text += piece
  const [, output, code] = new RegExp('([^]*)puente-guest: exit ' + id + ' (\\\\d+)').exec(text) ?? []
  if (code === undefined) return
  process.stdout.write(output.replaceAll('\\r', ''))
  process.exit(Number(code))
})
const type = () => socket.write(id + ' ' + line + '\\n')
socket.on('connect', type)
setInterval(type, 10000)`

export class MachineGuest {
  readonly mac = spec?.mac ?? ''
  readonly name = spec?.name ?? ''
  readonly #computer: Computer
  #lines = 0

  private constructor(computer: Computer) {
    this.#computer = computer
  }

  /** Defined and started, on the network that is there from the start. */
  static async start(computer: Computer): Promise<MachineGuest> {
    if (!spec) throw new Error('the lab has no guests')
    const guest = new MachineGuest(computer)
    await fetchFiles(computer, ['vmlinuz', 'initrd.img'])
    const folders = ['console', 'log'].map((name) => `d /run/lab/${name} 0755 root root\n`).join('')
    await computer.write('/etc/tmpfiles.d/guest.conf', folders)
    await computer.sh(
      `systemd-tmpfiles --create /etc/tmpfiles.d/guest.conf
cat >/run/new.xml; virsh -q define /run/new.xml; virsh -q autostart ${guest.name}; virsh -q start ${guest.name}`,
      {
        input: domainXml(spec).replace('type="qemu"', 'type="kvm"'),
      },
    )
    return guest
  }

  /** Waits until it has its address, and a web server on some of its ports. */
  async serves(...ports: number[]): Promise<string> {
    const pattern = `puente-guest: eth0 ${this.mac} \\K[0-9.]+`
    const script = `tr -d '\\r' <${LOG} | grep -oP '${pattern}' | tail -n 1`
    const leased = async () => (await this.#computer.sh(script)) || undefined
    const address = await until('the guest has its address', leased, {
      ...{ timeoutMs: LEASED_MS, everyMs: 2_000 },
    })
    const servers = ports.map((port) => `httpd -p ${port} -h /www`).join('; ')
    await this.run(`mkdir -p /www; echo hello >/www/index.html; ${servers}`)
    return address
  }

  /** Waits until a boot has started it. */
  async isUp(): Promise<void> {
    const up = () => this.#computer.does(`grep -q 'puente-guest: up' ${LOG}`)
    await until('the guest is up', up, { timeoutMs: STARTED_MS, everyMs: 2_000 })
  }

  async run(line: string): Promise<string> {
    const id = `${Date.now()}-${++this.#lines}`
    const socket = `/run/lab/console/${this.name}.sock`
    const argv = ['node', '-e', TYPE, socket, id, line]
    return (await this.#computer.run(argv, { timeoutMs: LINE_MS })).stdout
  }
}

/** Over the LAN: on the serial port they would take minutes. The server ends with the LAN. */
async function fetchFiles(computer: Computer, names: string[]): Promise<void> {
  const server = `busybox httpd -p ${ROUTER}:${PORT} -h ${REPOSITORY}/.cache/guest >/dev/null 2>&1`
  await computer.runOutside(['sh', '-c', server])
  const fetches = names.map(
    (name) => `busybox wget -q -O ${BOOT}/${name} http://${ROUTER}:${PORT}/${name}`,
  )
  await computer.sh(`mkdir -p ${BOOT}; ${fetches.join('; ')}; sync`)
}
