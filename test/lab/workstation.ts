import { randomUUID } from 'node:crypto'
import { appendFile, chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { chosenHost, MODULAR } from '../../build/setup/host/hosts.mjs'
import { Daemon } from './daemon.ts'
import { domainXml, GUESTS } from './guest.ts'
import { ROUTER } from './lan.ts'
import { ALEX, pathIn, type Place, REPOSITORY } from './place.ts'
import { NEEDED, Polkit } from './polkit.ts'
import { runIn } from './process.ts'
import { until } from './wait.ts'

export interface StaticAddress {
  /** With its prefix length: `198.51.100.20/24`. */
  address: string
  gateway?: string
  dns?: string[]
  /** `10.9.0.0/16 198.51.100.254`: destination and next hop. */
  routes?: string[]
}

export type Eth0 = 'dhcp' | StaticAddress

/** The profile that the user of this workstation has had for years. */
export const OFFICE_LAN = { id: 'Office LAN', uuid: '9b6f2a0e-3f63-4e0c-8a55-2d9c0a5f1e70' }

/** What each has a daemon for on the modular host, beside machines and networks. */
const OTHER_DRIVERS = ['nodedev', 'nwfilter', 'secret', 'storage']

export interface WorkstationOptions {
  eth0: Eth0
  guests: string[]
}

/** The daemons of a Debian desktop, the real ones, on files and sockets of their own. */
export class Workstation {
  readonly dbus: Daemon
  readonly networkManager: Daemon
  readonly virtlogd: Daemon
  /** libvirt's daemon for machines; also for all else, where there is only one. */
  readonly libvirtd: Daemon
  /** libvirt's daemon for networks. */
  readonly networkd: Daemon
  readonly #others: Daemon[]
  readonly #place: Place

  constructor(place: Place, isModular = chosenHost().name === MODULAR) {
    this.#place = place
    const answers = (argv: string[]) => async () =>
      (await runIn(place, argv, { check: false })).code === 0
    const listens = (socket: string) => async () =>
      (await runIn(place, ['ss', '-Hxl', 'src', socket])).stdout !== ''
    this.dbus = new Daemon(place, {
      name: 'dbus-daemon',
      argv: ['dbus-daemon', '--system', '--nofork', '--nopidfile'],
      ready: listens('/run/dbus/system_bus_socket'),
    })
    // NetworkManager waits for udev to announce every NIC, unless /sys is read-only.
    const readOnlySys = 'mount -o remount,ro,bind /sys && exec NetworkManager --debug'
    this.networkManager = new Daemon(place, {
      name: 'NetworkManager',
      argv: ['unshare', '--mount', 'sh', '-c', readOnlySys],
      ready: answers(['nmcli', 'general']),
      released: answers(['sh', '-c', '! nmcli general']),
    })
    this.virtlogd = new Daemon(place, {
      name: 'virtlogd',
      argv: ['virtlogd'],
      ready: listens('/run/libvirt/virtlogd-sock'),
    })
    const daemonOf = (driver: string) =>
      new Daemon(place, {
        name: `virt${driver}d`,
        argv: [`virt${driver}d`],
        ready: listens(`/run/libvirt/virt${driver}d-sock`),
      })
    const name = isModular ? 'virtqemud' : 'libvirtd'
    this.libvirtd = new Daemon(place, {
      ...{ name, argv: [name] },
      ready: answers(['virsh', '-q', 'version']),
      // 11.3's crashes in its event loop when virtnetworkd or a client goes at the wrong moment.
      restartsAfterCrash: isModular,
    })
    this.networkd = isModular ? daemonOf('network') : this.libvirtd
    this.#others = isModular ? [this.networkd, ...OTHER_DRIVERS.map(daemonOf)] : []
  }

  async start({ eth0, guests }: WorkstationOptions): Promise<void> {
    await this.#people()
    await this.#configure(eth0, guests)
    await this.dbus.start()
    await Promise.all([this.#network(), this.#virtualization(guests)])
  }

  async #network(): Promise<void> {
    await this.networkManager.start()
    await until('eth0 is connected', async () => {
      const argv = ['nmcli', '-g', 'GENERAL.STATE', 'device', 'show', 'eth0']
      const { stdout } = await runIn(this.#place, argv, { check: false })
      return stdout.startsWith('100')
    })
  }

  async #virtualization(guests: string[]): Promise<void> {
    await this.virtlogd.start()
    await Promise.all(this.#others.map((daemon) => daemon.start()))
    await this.libvirtd.start()
    const running = GUESTS.filter(({ name, running }) => running && guests.includes(name))
    await Promise.all(running.map(({ name }) => runIn(this.#place, ['virsh', 'start', name])))
  }

  async #people(): Promise<void> {
    await appendFile(
      this.#file('/etc/passwd'),
      `alex:x:${ALEX}:${ALEX}:Alex:/home/alex:/bin/bash\n`,
    )
    await appendFile(this.#file('/etc/group'), `alex:x:${ALEX}:\n`)
    await appendFile(this.#file('/etc/shadow'), 'alex:*:19000:0:99999:7:::\n')
  }

  async #configure(eth0: Eth0, guests: string[]): Promise<void> {
    await rm(this.#file('/etc/resolv.conf'), { force: true })
    await this.#write('/etc/machine-id', `${randomUUID().replaceAll('-', '')}\n`)
    await rm(this.#file('/etc/polkit-1/rules.d'), { recursive: true, force: true })
    await mkdir(this.#file('/etc/polkit-1/rules.d'), { recursive: true })
    await new Polkit(this.#place).write(NEEDED)
    await this.#configureNetworkManager(eth0)
    await this.#configureLibvirt(guests)
  }

  async #configureNetworkManager(eth0: Eth0): Promise<void> {
    const etc = '/etc/NetworkManager'
    const profile = `${etc}/system-connections/${OFFICE_LAN.id}.nmconnection`
    await rm(this.#file(etc), { recursive: true, force: true })
    await mkdir(this.#file(`${etc}/system-connections`), { recursive: true })
    await this.#write(
      `${etc}/NetworkManager.conf`,
      `[main]
plugins=keyfile
dhcp=internal
dns=default
rc-manager=file
hostname-mode=none
no-auto-default=*

[connectivity]
enabled=false
`,
    )
    await this.#write(profile, officeLan(eth0))
    // NetworkManager ignores a profile that others may read.
    await chmod(this.#file(profile), 0o600)
  }

  async #configureLibvirt(guests: string[]): Promise<void> {
    const etc = '/etc/libvirt'
    await rm(this.#file(etc), { recursive: true, force: true })
    await mkdir(this.#file(`${etc}/qemu/networks/autostart`), { recursive: true })
    for (const daemon of [this.libvirtd, ...this.#others]) {
      await this.#write(
        `${etc}/${daemon.name}.conf`,
        'unix_sock_ro_perms = "0777"\nunix_sock_rw_perms = "0777"\nauth_unix_rw = "polkit"\n',
      )
    }
    await this.#write(`${etc}/qemu.conf`, 'security_driver = "none"\n')
    const network = `${etc}/qemu/networks/default.xml`
    await this.#write(network, DEFAULT_NETWORK)
    await runIn(this.#place, ['ln', '-s', network, `${etc}/qemu/networks/autostart/default.xml`])
    for (const guest of GUESTS.filter(({ name }) => guests.includes(name))) {
      await this.#write(`${etc}/qemu/${guest.name}.xml`, domainXml(guest))
    }
    // libvirt gives the files that it boots from to its own user: it gets copies.
    const boot = ['vmlinuz', 'initrd.img'].map((name) => `${REPOSITORY}/.cache/guest/${name}`)
    await runIn(this.#place, ['cp', ...boot, '/var/lib/libvirt/boot/'])
    await runIn(this.#place, ['chown', 'libvirt-qemu', '/run/lab/console'])
  }

  #file(path: string): string {
    return pathIn(this.#place, path)
  }

  #write(path: string, content: string): Promise<void> {
    return writeFile(this.#file(path), content)
  }

  /** The last lines of every log, for the error of a lab that did not start. */
  async logs(): Promise<string> {
    const libvirt = [this.virtlogd, ...this.#others, this.libvirtd]
    const daemons = [this.dbus, this.networkManager, ...libvirt]
    const tails = daemons.map(async ({ name }) => {
      const text = await readFile(this.#file(`/run/lab/log/${name}.log`), 'utf8').catch(() => '')
      return `--- ${name}\n${text.split('\n').slice(-15).join('\n')}`
    })
    return (await Promise.all(tails)).join('\n')
  }
}

export function officeLan(eth0: Eth0): string {
  const ipv4 =
    eth0 === 'dhcp'
      ? ['method=auto']
      : [
          'method=manual',
          `address1=${eth0.address}`,
          `gateway=${eth0.gateway ?? ROUTER}`,
          `dns=${(eth0.dns ?? [ROUTER]).join(';')};`,
          ...(eth0.routes ?? []).map(
            (route, index) => `route${index + 1}=${route.replace(' ', ',')}`,
          ),
        ]
  return `[connection]
id=${OFFICE_LAN.id}
uuid=${OFFICE_LAN.uuid}
type=ethernet
interface-name=eth0

[ipv4]
${ipv4.join('\n')}

[ipv6]
method=auto
addr-gen-mode=stable-privacy
`
}

/** As libvirt ships it, but without STP: a new port would listen for four seconds first. */
export const DEFAULT_NETWORK = `<network>
  <name>default</name>
  <uuid>3c2f5d4e-9a60-4d3b-8a43-6f8d3f1b2c10</uuid>
  <forward mode="nat"/>
  <bridge name="virbr0" stp="off"/>
  <mac address="52:54:00:51:64:ff"/>
  <ip address="192.168.122.1" netmask="255.255.255.0">
    <dhcp><range start="192.168.122.2" end="192.168.122.254"/></dhcp>
  </ip>
</network>
`
