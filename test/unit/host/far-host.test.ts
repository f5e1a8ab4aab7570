/** A host that is not this computer, put in its place: what is read is the other's, and nothing of ours. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { gatherKernel, parts } from '../../../electron/backend/doctor/gather.ts'
import { nothingGathered } from '../../../electron/backend/doctor/view.ts'
import { InventoryStore } from '../../../electron/backend/inventory/inventory.ts'
import { TapBridges } from '../../../electron/backend/inventory/tap-bridges.ts'
import { hostFor } from '../../../electron/backend/which-host.ts'
import { computerAt, thisComputer } from '../../../electron/host/here/this-computer.ts'
import { hostOf } from '../../../electron/host/host.ts'
import { isModular } from '../../../electron/host/libvirt-daemons.ts'
import { readHostSetup } from '../../../electron/host/setup.ts'
import { unknownSide } from '../../../electron/host/side.ts'
import type { HostSide } from '../../../electron/host/side.ts'
import { machine, nic } from '../doctor/host.ts'

const root = mkdtempSync(join(tmpdir(), 'puente-far-'))
afterAll(() => rmSync(root, { recursive: true }))

const files: Record<string, string> = {
  '/proc/net/route': 'Iface Dest\nfar0\t00B8A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n',
  '/proc/net/arp': 'IP address\n192.168.184.9 0x1 0x2 52:54:00:00:00:09 * far0\n',
  '/proc/net/dev': 'Inter-|\n face |\n  far0: 7 1 0 0 0 0 0 0 9 1 0 0 0 0 0 0\n',
  '/proc/sys/net/ipv4/ip_forward': '1\n',
  '/proc/sys/net/ipv6/conf/far0/accept_ra': '2\n',
  '/etc/os-release': 'ID=fedora\n',
  '/etc/ufw/ufw.conf': 'ENABLED=yes\n',
  '/etc/default/ufw': 'DEFAULT_FORWARD_POLICY="ACCEPT"\n',
  '/run/systemd/system/x': '',
  '/run/libvirt/virtqemud-sock': '',
  '/run/libvirt/virtnetworkd-sock': '',
  '/sys/class/net/farbr/brif/vnet0': '',
  '/sys/class/net/far0/x': '',
  '/sys/class/net/vnet0/x': '',
}

/** As one reached by ssh would be: its files are elsewhere, and its programs say what they say there. */
const look = vi.fn(async (program: string, words: string[]) => {
  const said: Record<string, string> = {
    'ip -o -d link':
      '2: far0: <UP,LOWER_UP> mtu 1400 master farbr \\    link/ether 52:54:00:00:00:01',
    'ip neigh': '192.168.184.9 dev far0 lladdr 52:54:00:00:00:09 REACHABLE',
    'nft -j list ruleset': '{"nftables":[]}',
    'id -Gn': 'far',
    'id -Gn far': 'far libvirt',
    'getent group libvirt': 'libvirt:x:64055:',
  }
  const command = [program, ...words].join(' ')
  return { command, stdout: said[command] ?? '', error: null }
})

const far: HostSide = {
  ...unknownSide,
  isKnown: true,
  user: { id: 5151, name: 'far' },
  look,
  addresses: async () => [{ interface: 'far0', cidr: '192.168.184.2/24' }],
  hasProgram: async (name) => name === 'virt-install',
  askNameServers: async () => true,
}

beforeAll(() => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  symlinkSync('../farbr', join(root, '/sys/class/net/vnet0/master'))
  const { readFiles, readFolders, readLinks, readModes } = computerAt(root)
  Object.assign(far, { readFiles, readFolders, readLinks, readModes })
})

it('its kernel is asked, and not ours', async () => {
  const host = hostOf(far)
  expect((await host.interfaceNames()).sort()).toEqual(['far0', 'farbr', 'vnet0'])
  expect(await host.missing(['lo', 'far0'])).toEqual(['lo'])
  expect((await host.routedSubnets()).map(({ subnet, name }) => [subnet, name])).toEqual([
    ['192.168.184.0/24', 'far0'],
    ['192.168.184.0/24', 'far0'],
  ])
  expect(await host.ipv4Neighbours()).toEqual([
    { address: '192.168.184.9', mac: '52:54:00:00:00:09', device: 'far0' },
  ])
  expect(await host.acceptRa('far0')).toBe(2)
  expect((await host.traffic())['far0']?.sent.bytes).toBe(9)
})

it('its set-up is read: its daemons, groups, programs and packages', async () => {
  expect(await isModular(far)).toBe(true)
  expect(await readHostSetup(far)).toMatchObject({
    ...{ libvirtGroup: 'after-login', packages: 'dnf' },
    programs: { 'virt-install': true },
  })
})

it('the bridges of its taps are told, now and at each look', async () => {
  const inventory = new InventoryStore(() => undefined)
  const taps = new TapBridges(inventory, far)
  const web = machine({ nics: [nic({ tap: 'vnet0' }), nic({ tap: 'vnet7' })] })
  await taps.look(web)
  const bridges = () => taps.decorate(web).nics.map(({ bridge }) => bridge)
  expect(bridges()).toEqual(['farbr', undefined])
  await taps.lookAtAll()
  expect(bridges()).toEqual(['farbr', undefined])
})

it('the doctor gathers there', async () => {
  const { links } = await gatherKernel(far)
  expect(links?.map(({ name, mtu }) => [name, mtu])).toEqual([['far0', 1400]])
  const host = { ...nothingGathered }
  const scope = { machines: [], paths: [], networks: [], bridges: [] }
  const context = {
    side: far,
    interfaces: [],
    forwards: [],
    slices: [],
    administrator: false,
    refuse: () => undefined,
  }
  await Promise.all(parts.map((part) => part(host, scope, context)))
  expect(host.sysctl('net.ipv4.ip_forward')).toBe(1)
  expect(host.ufw).toMatchObject({ enabled: true, forward: 'ACCEPT' })
  expect(host.networkDaemon).toBe('virtnetworkd.service')
  expect(host.neighbours.map(({ address }) => address)).toEqual(['192.168.184.9'])
})

describe('the host of a libvirt', () => {
  it.each([
    ['this computer’s own', undefined, 'known', true, false],
    ['a person’s own on this computer', 'qemu:///session', 'unknown', true, false],
    ['one that is reached by ssh', 'qemu+ssh://far.example/system', 'known', true, true],
    ['one that is reached by TLS', 'qemu+tls://far.example/system', 'unknown', false, true],
    ['a person’s own at the other end of an ssh', 'qemu+ssh://far/session', 'unknown', false, true],
  ])('%s', (_, uri, network, isKnown, isFar) => {
    expect(hostFor(uri)).toMatchObject({ network, side: { isKnown, isFar } })
    expect(hostFor(uri).side === thisComputer).toBe(!isFar)
  })
})
