/** What of a definition reaches into the host, where, and since when. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import en from '../../../shared/locales/en/reach.json' with { type: 'json' }
import es from '../../../shared/locales/es/reach.json' with { type: 'json' }
import fr from '../../../shared/locales/fr/reach.json' with { type: 'json' }
import { consentTexts } from '../../../electron/shell/backend/consent-texts.ts'
import { parse } from '../../../electron/libvirt/xml/dom.ts'
import { asksOf } from '../../../electron/libvirt/xml/reach/added.ts'
import { screenXml } from '../../../electron/libvirt/xml/screen.ts'
import { reaches } from '../../../shared/reach.ts'
import { GUESTS, domainXml } from '../../lab/guest.ts'
import { schemaPlaces, withValue } from '../../support/schema-places.ts'
import { EXAMPLES } from './network-examples.ts'

const asked = (xml: string, before: string | null = null) =>
  asksOf(parse(xml), before === null ? null : parse(before)).map(({ key, params }) => [
    key.replace('reach.', ''),
    params?.line,
  ])
const machine = (devices: string, top = '') =>
  `<domain type="kvm"><name>a</name><memory>1</memory>${top}<devices>\n${devices}\n</devices></domain>`
const nic = (content: string, type = 'network') =>
  `<interface type="${type}">\n${content}\n</interface>`
const file = (name: string) =>
  readFileSync(new URL(`../../support/files/${name}.xml`, import.meta.url), 'utf8')

describe('a machine', () => {
  it.each([
    ['another emulator', '<emulator>/tmp/qemu</emulator>', 'emulator'],
    ['a disk of the host', '<disk type="block"><source dev="/dev/sda"/></disk>', 'device'],
    ['a file outside of the pool', '<disk type="file"><source file="/etc/shadow"/></disk>', 'file'],
    [
      'a file that leaves the pool',
      '<disk type="file"><source file="/var/lib/libvirt/images/../../../../etc/shadow"/></disk>',
      'file',
    ],
    ['a file by no whole path', '<disk type="file"><source file="etc/shadow"/></disk>', 'file'],
    [
      'a layer below its disk',
      '<disk type="file"><source file="/var/lib/libvirt/images/a"/><backingStore type="file"><source file="/etc/shadow"/></backingStore></disk>',
      'file',
    ],
    ['a folder as a disk', '<disk type="dir"><source dir="/etc"/></disk>', 'folder'],
    [
      'a disk elsewhere',
      '<disk type="network"><source protocol="nbd" name="x"><host name="h"/></source></disk>',
      'remote',
    ],
    [
      'a raw disk',
      '<disk type="volume" device="lun" rawio="yes"><source pool="p" volume="v"/></disk>',
      'device',
    ],
    [
      'a disk with rights',
      '<disk type="volume"><source pool="p" volume="v"><seclabel model="dac" relabel="yes"><label>0:0</label></seclabel></source></disk>',
      'security',
    ],
    [
      'a folder of the host',
      '<filesystem type="mount"><source dir="/"/><target dir="x"/></filesystem>',
      'folder',
    ],
    [
      'a PCI device',
      '<hostdev mode="subsystem" type="pci" managed="yes"><source><address domain="0" bus="1" slot="0" function="0"/></source></hostdev>',
      'device',
    ],
    [
      'a serial port that is a file',
      '<serial type="file"><source path="/etc/cron.d/x"/></serial>',
      'file',
    ],
    [
      'a serial port that is logged',
      '<serial type="pty"><log file="/etc/cron.d/x" append="on"/></serial>',
      'log',
    ],
    ['a console on a device', '<console type="dev"><source path="/dev/mem"/></console>', 'device'],
    [
      'a channel on a socket',
      '<channel type="unix"><source mode="connect" path="/run/docker.sock"/></channel>',
      'socket',
    ],
    [
      'a port that listens',
      '<serial type="tcp"><source mode="bind" host="0.0.0.0" service="1"/></serial>',
      'listen',
    ],
    ['a screen for all', '<graphics type="vnc" listen="0.0.0.0"/>', 'listen'],
    [
      'a screen for all of IPv6',
      '<graphics type="spice"><listen type="address" address="::"/></graphics>',
      'listen',
    ],
    [
      'a TPM',
      '<tpm model="tpm-crb"><backend type="passthrough"><device path="/dev/tpm0"/></backend></tpm>',
      'tpm',
    ],
    [
      'a keyboard of the host',
      '<input type="evdev"><source dev="/dev/input/event1"/></input>',
      'device',
    ],
    [
      'memory of the host',
      '<memory model="nvdimm"><source><path>/etc/shadow</path></source></memory>',
      'file',
    ],
    ['shared memory', '<shmem name="x"/>', 'shared-memory'],
    [
      'randomness from elsewhere',
      '<rng model="virtio"><backend model="egd" type="tcp"><source host="h" service="1"/></backend></rng>',
      'socket',
    ],
    ['a sound file', '<audio id="1" type="file" path="/etc/cron.d/x"/>', 'audio'],
    [
      'a picture by another program',
      '<video><driver name="vhostuser"/><model type="virtio"/></video>',
      'program',
    ],
    ['a NIC with a script', nic('<script path="/tmp/x"/>', 'ethernet'), 'script'],
    ['something that there is not', '<wormhole to="host"/>', 'unknown'],
  ])('with %s asks', (_, device, reach) => {
    const found = asked(machine(device)).map(([key]) => key)
    expect(found).toContain(reach)
    // Once it is there, not any more.
    expect(asked(machine(device), machine(device))).toEqual([])
    const twice = asked(machine(device + device), machine(device))
    expect(twice.map(([key]) => key)).toContain(reach)
  })

  it.each([
    ['kernel', '<os><type>hvm</type>\n<kernel>/boot/vmlinuz</kernel></os>', 'boot-file'],
    [
      'firmware',
      '<os><type>hvm</type>\n<loader type="pflash">/usr/share/OVMF/OVMF_CODE.fd</loader></os>',
      'boot-file',
    ],
    [
      'settings of the firmware',
      '<os><type>hvm</type>\n<nvram template="/a">/b</nvram></os>',
      'boot-file',
    ],
    [
      'ACPI table',
      '<os><type>hvm</type>\n<acpi><table type="slic">/sys/x</table></acpi></os>',
      'boot-file',
    ],
    ['label', '\n<seclabel type="static" model="dac"><label>0:0</label></seclabel>', 'security'],
    [
      'file for the firmware',
      '\n<sysinfo type="fwcfg"><entry name="opt/a" file="/etc/shadow"/></sysinfo>',
      'file',
    ],
    ['loader that is a program', '\n<bootloader>/tmp/x</bootloader>', 'program'],
    [
      'option of the emulator',
      '\n<q:commandline xmlns:q="http://libvirt.org/schemas/domain/qemu/1.0"><q:arg value="-S"/></q:commandline>',
      'emulator-options',
    ],
    ['word of another namespace', '\n<x:y xmlns:x="urn:x"/>', 'foreign'],
    ['word for hooks', '\n<metadata><x:y xmlns:x="urn:x"/></metadata>', 'hook'],
  ])('with a %s of its own asks, at its line', (_, top, reach) => {
    expect(asked(machine('', top))).toEqual([[reach, 2]])
  })

  it('asks again when what it has of the host is another one, or its guard is taken off', () => {
    const disk = (more: string) =>
      machine(`<disk type="block"><source dev="/dev/sda"/><target dev="vda"/>${more}</disk>`)
    expect(asked(disk(''), disk('<readonly/>'))).toHaveLength(1)
    expect(asked(disk('<alias name="x"/><boot order="2"/>'), disk('<boot order="1"/>'))).toEqual([])
  })

  it.each(GUESTS.map((guest) => [guest.name, domainXml(guest)] as const))(
    'that libvirt has (%s) is edited without being asked',
    (_, xml) => expect(asked(xml.replace('>1</vcpu>', '>2</vcpu>'), xml)).toEqual([]),
  )

  it('as virt-manager makes it asks about its emulator alone', () => {
    const xml = `<domain type="kvm"><name>a</name><metadata>
      <libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0"/></metadata>
      <memory>1</memory><vcpu>2</vcpu><os><type arch="x86_64" machine="q35">hvm</type><boot dev="hd"/></os>
      <features><acpi/></features><cpu mode="host-passthrough"/><clock offset="utc"/><pm/>
      <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>
      <disk type="file" device="disk"><driver name="qemu" type="qcow2"/><source file="/var/lib/libvirt/images/a.qcow2"/></disk>
      <controller type="usb"/><interface type="network"><source network="default"/><model type="virtio"/></interface>
      <console type="pty"/><channel type="unix"><target type="virtio" name="org.qemu.guest_agent.0"/></channel>
      <channel type="spicevmc"/><input type="tablet"/><tpm model="x"><backend type="emulator"/></tpm>
      <graphics type="spice" autoport="yes"><listen type="address"/></graphics><sound model="ich9"/><audio id="1" type="spice"/>
      <video><model type="virtio"/></video><redirdev bus="usb" type="spicevmc"/><memballoon model="virtio"/>
      <rng model="virtio"><backend model="random">/dev/urandom</backend></rng></devices></domain>`
    expect(asked(xml).map(([key]) => key)).toEqual(['emulator', 'tpm'])
  })

  it('asks about each place of libvirt’s schema that is given a file of the host', () => {
    const words = ['name', 'uuid', 'title', 'description', 'cmdline', 'resource', 'blkiotune']
    // What is no file whatever it says: a word of a list, or a name among libvirt's own.
    const names = [
      'pool',
      'volume',
      'mode',
      'index',
      'startupPolicy',
      'device',
      'model',
      'snapshot',
    ]
    const outer = ['/domain type', '/domain id', '/domain/os firmware']
    const silent = schemaPlaces('domain.rng', 'domain').filter((place) => {
      const { path, attribute } = place
      const isWord = path.some((step) => words.includes(step)) || names.includes(attribute ?? '')
      if (isWord || outer.includes(`/${path.join('/')} ${attribute}`)) return false
      const at = path.indexOf('devices')
      const isPty = ['serial', 'console', 'parallel', 'channel'].includes(path[at + 1] ?? '')
      return !isPty && asked(withValue('', place, '/etc/shadow')).length === 0
    })
    expect(silent.map(({ path, attribute }) => `${path.join('/')} ${attribute}`)).toEqual([])
  })
})

describe('a NIC', () => {
  it.each([
    ['script', nic('<script path="/tmp/x"/>'), [['script', 2]]],
    ['tap and vhost', nic('<backend tap="/dev/net/tun" vhost="/dev/sda"/>'), [['tap', 2]]],
    ['passt', nic('<backend type="passt" logFile="/etc/x"/>', 'user'), [['program', 2]]],
    [
      'vhostuser',
      nic('<source type="unix" path="/run/x" mode="client"/>', 'vhostuser'),
      [
        ['socket', 1],
        ['file', 2],
      ],
    ],
    ['hostdev', nic('<source><address type="pci"/></source>', 'hostdev'), [['device', 1]]],
    ['ROM', nic('<rom file="/etc/shadow"/>'), [['boot-file', 2]]],
    ['port to the outside', nic('<portForward proto="tcp"/>', 'user'), [['listen', 2]]],
    ['network', nic('<source network="default"/><model type="virtio"/><rom enabled="no"/>'), []],
  ])('with a %s', (_, xml, expected) => expect(asked(xml)).toEqual(expected))
})

describe('a network', () => {
  it.each([
    ['folder for all machines', '<ip address="10.0.0.1">\n<tftp root="/etc"/></ip>', 'tftp'],
    [
      'options for dnsmasq',
      '\n<d:options xmlns:d="http://libvirt.org/schemas/network/dnsmasq/1.0"/>',
      'dnsmasq',
    ],
    ['word for hooks', '<metadata>\n<x:y xmlns:x="urn:x"/></metadata>', 'hook'],
    ['name server for the host', '\n<domain name="a" register="yes"/>', 'resolver'],
    [
      'device of the host',
      '<forward mode="hostdev">\n<address type="pci" domain="0" bus="1"/></forward>',
      'device',
    ],
    ['element that there is not', '<dns>\n<oracle/></dns>', 'unknown'],
    ['attribute that there is not', '\n<bridge name="virbr5" script="/tmp/x"/>', 'unknown'],
    ['attribute of another namespace', '\n<bridge xmlns:x="urn:x" x:script="/tmp/x"/>', 'foreign'],
  ])('with a %s asks, at its line', (_, content, reach) => {
    const xml = `<network>${content}</network>`
    expect(asked(xml)).toEqual([[reach, 2]])
    expect(asked(xml, xml)).toEqual([])
  })

  it('as libvirt’s documentation has them asks about nothing but what is not harmless', () => {
    const keys = EXAMPLES.flatMap(({ xml }) => asked(xml).map(([key]) => key))
    const known = ['tftp', 'dnsmasq', 'hook', 'resolver', 'device', 'unknown']
    expect(keys.filter((key) => !known.includes(String(key)))).toEqual([])
    expect(EXAMPLES.filter(({ xml }) => asked(xml).length === 0).length).toBeGreaterThan(5)
  })

  it('of the internet goes in with the right questions', () => {
    screenXml(file('pxe-network'), 'network')
    screenXml(file('ovs-network'), 'network')
    expect(asked(file('pxe-network'))).toEqual([
      ['tftp', 8],
      ['dnsmasq', 14],
    ])
    expect(asked(file('ovs-network'))).toEqual([])
  })
})

describe('what is asked', () => {
  it('has a sentence for each kind in each language, that names line and part', () => {
    for (const { reach } of [en, es, fr]) {
      expect(Object.keys(reach).sort()).toEqual([...reaches].sort())
      for (const [name, sentence] of Object.entries(reach)) {
        // What a form names, an image holds, a forward opens or a slice answers for has no line.
        const hasNone = ['medium-device', 'medium-file', 'layer', 'forward', 'slice']
        const hasLine = !hasNone.includes(name)
        expect(sentence).toMatch(hasLine ? /\{line\}.*\{part\}/ : /^(?!.*\{line\}).*\{part\}/)
      }
    }
  })

  it('puts the worst first, shows what hides itself, and says what it has no room for', async () => {
    const many = Array.from({ length: 30 }, (_, at) => ({
      key: 'reach.unknown' as const,
      params: { line: at + 1, part: `x${at}\u202e` },
    }))
    const worst = {
      key: 'reach.emulator' as const,
      params: { line: 99, part: 'domain/devices/emulator' },
    }
    const { detail } = await consentTexts('en-GB', [...many, worst])
    const lines = detail.split('\n\n')
    expect(lines[1]).toContain('Line 99, domain/devices/emulator')
    expect(detail).not.toContain('\u202e')
    expect(detail).toContain('x0⟨U+202E⟩')
    expect(lines.at(-1)).toMatch(/^And 19 more, on lines 12, /)
    expect((await consentTexts('es', [worst])).detail).toContain('Línea 99')
  })
})
