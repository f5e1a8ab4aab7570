/**
 * Every command of a plan, pasted: whatever libvirt, NetworkManager or a person has called things,
 * each program gets the words that it gets for plain names, with those names in them.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addNicCommand,
  attachCommand,
  editCommands,
  moveCommands,
  pullCableCommands,
  removeNicCommand,
  replugCommands,
} from '../../../electron/libvirt/commands/nics.ts'
import { toPaste } from '../../../electron/libvirt/commands/paste.ts'
import {
  createNetworkCommands,
  deleteCommands,
  removeNetworkCommands,
  restartCommands,
  returnCommands,
  startCommands,
  switchCommand,
  updateCommand,
} from '../../../electron/libvirt/commands/networks.ts'
import type { MachineNic } from '../../../shared/model/machine.ts'
import {
  changeBridgeCommands,
  createBridgeCommands,
  removeBridgeCommands,
} from '../../../electron/networkmanager/bridge/nmcli-commands.ts'
import type { Settings } from '../../../electron/networkmanager/client/settings.ts'
import { Variant } from '../../../electron/dbus/bus.ts'
import { names, pasteIn, renamedWord, SHELLS } from '../../support/pasted-words.ts'
import { nic } from '../doctor/host.ts'

const PROGRAMS = ['virsh', 'virt-xml', 'nmcli', 'sleep']
const KEYS = ['machine', 'network', 'bridge', 'nic', 'profile', 'uuid', 'mac', 'alias', 'model']
type Names = Record<string, string>
const plain: Names = Object.fromEntries(KEYS.map((key) => [key, `plain-${key}-`]))

const both = { live: true, config: true }
const XML = `<interface type='network'><mac address='52:54:00:00:00:01'/><source network='a'/></interface>`

function virshLines({ machine = '', network = '', bridge = '', mac = '', ...more }: Names) {
  const { alias = '', model = '' } = more
  const card: MachineNic = nic({ mac, alias })
  const described = nic({ mac, alias: null, source: { type: 'other', description: model } })
  const source = { type: 'network' as const, network, portGroup: null }
  const plugged = [{ machine, uuid: 'u', xml: XML }]
  const stored = { uuid: 'u', name: network, autostart: true, running: null, stored: '<network/>' }
  const ref = { alias, mac, slot: null }
  const changes = { mac: '52:54:00:00:00:02' }
  return [
    ...createNetworkCommands(network.toWellFormed(), 'br0').slice(1),
    ...removeNetworkCommands(network),
    ...startCommands(network, true),
    ...(['start', 'stop', 'autostart', 'no-autostart'] as const).map((to) =>
      switchCommand(network, to),
    ),
    updateCommand(network, { command: 'modify', section: 'dns-txt', parentIndex: 1, xml: bridge }),
    ...restartCommands(network, plugged),
    ...replugCommands(plugged),
    ...returnCommands(network, stored, true),
    ...deleteCommands(network, { active: true, persistent: true }),
    addNicCommand(machine, { machine, source, model, mac, when: 'now' }, { mac, xml: XML }),
    attachCommand(machine, { network, model }, mac, both),
    removeNicCommand(machine, card, 'now'),
    removeNicCommand(machine, described, 'now-and-stored'),
    ...editCommands(machine, { do: 'attach', xml: XML, affects: both }, null),
    ...editCommands(
      machine,
      { do: 'change', nic: ref, live: null, stored: changes, place: null },
      null,
    ),
    ...pullCableCommands(machine, mac),
    ...moveCommands(machine, card, 'plain', both),
  ]
}

const s = (value: string) => new Variant('s', value)

function nmcliLines({ bridge = '', nic: device = '', profile = '', uuid = '', model = '' }: Names) {
  const settings = (id: string): Settings => ({
    connection: { id: s(id), uuid: s(uuid), 'interface-name': s(device), master: s(bridge) },
    ipv4: {
      method: s('auto'),
      'dhcp-hostname': s(model),
      'dns-search': new Variant('as', [model]),
    },
  })
  const port = { nic: device, uuid, original: uuid }
  const back = { nic: device, profile: uuid, made: null }
  const ports = [{ ...port, profile: settings(profile) }]
  const given = { bridge, bridgeUuid: uuid, ports, back }
  return [
    ...createBridgeCommands({ ...given, bridgeProfile: settings(profile) }),
    ...removeBridgeCommands(given, { ipv4: 5, ipv6: null }),
    ...removeBridgeCommands(
      { ...given, ports: [{ ...port, original: null }] },
      {
        ipv4: null,
        ipv6: null,
      },
    ),
    ...changeBridgeCommands({
      ...given,
      before: {},
      profile: settings(profile),
      added: [{ profile: settings(profile) }],
      removed: [port],
    }),
  ]
}

const linesOf = (given: Names) => [...virshLines(given), ...nmcliLines(given)]

describe.each(SHELLS)('pasted in %s', { timeout: 120_000 }, (shell) => {
  it('every command has the words that are meant', () => {
    const meant = pasteIn(shell, linesOf(plain), PROGRAMS)
    let tried = 0
    fc.assert(
      fc.property(fc.tuple(...KEYS.map(() => names)), (values) => {
        const given = Object.fromEntries(KEYS.map((key, index) => [key, values[index] ?? '']))
        const renamed = new Map(KEYS.map((key) => [plain[key] ?? '', given[key] ?? '']))
        const lines = linesOf(given)
        tried += lines.length
        const pasted = pasteIn(shell, lines, PROGRAMS).map(withoutMark)
        expect(pasted).toEqual(meant.map((argv) => argv.map((word) => renamedWord(word, renamed))))
      }),
      { numRuns: 3, endOnFailure: true },
    )
    console.log(`${shell}: ${tried} commands pasted`)
  })
})

/** `--` is there where a name would else be an option, virt-xml's quotes where it would be two. */
function withoutMark(argv: string[]): string[] {
  const unquoted = (word: string) =>
    word.replace(/^(mac|network)="(.*)"$/s, (_, name, value: string) => {
      return `${name}=${value.replaceAll(/\\(.)/gs, '$1')}`
    })
  return argv.filter((word) => word !== '--').map(unquoted)
}

it('no name is an option of virsh’s or of virt-xml’s', () => {
  const lines = virshLines({ ...plain, machine: '--all', network: '--config' })
  const pasted = pasteIn('bash', lines, PROGRAMS)
  const named = pasted.filter((argv) => argv.some((word) => ['--all', '--config'].includes(word)))
  expect(named.length).toBeGreaterThan(20)
  for (const argv of named.filter((words) => !words.includes('/dev/stdin'))) {
    const last = argv.slice(argv.indexOf('--'))
    if (argv.includes('--all')) expect(last).toContain('--all')
    else expect(last).toContain('--config')
  }
})

it('a name is not several options of virt-xml’s', () => {
  const lines = moveCommands('web', nic(), 'a,model="e1000"\\', both)
  const [first] = pasteIn('bash', lines, ['virt-xml'])
  expect(first).toContain('network="a,model=\\"e1000\\"\\\\"')
})

it('the connection is said as what it is', () => {
  const uri = 'qemu+ssh://alex@host/system$(id)'
  expect(toPaste(uri, ['virsh list'])[0]).toBe(`export 'LIBVIRT_DEFAULT_URI=${uri}'`)
})
