/** What virsh says of networks and machines, read by this file's own few lines. */
import { DOMParser } from '@xmldom/xmldom'
import type { Element } from '@xmldom/xmldom'
import type { Lab } from '../../lab/lab.ts'
import { sorted } from './facts.ts'
import type { Facts, MachineFacts, NetworkFacts, NicFacts } from './facts.ts'

const UUID_LENGTH = 36

export async function libvirtTruth(lab: Lab): Promise<Pick<Facts, 'networks' | 'machines'>> {
  const listed = await virsh(lab, ['net-list --all --uuid', 'echo @', 'list --all --uuid'])
  const [networks = [], machines = []] = listed.split('@').map((text) => text.match(/\S+/g) ?? [])
  const asked = [
    ...networks.flatMap((uuid) => about(uuid, ['net-info', 'net-dumpxml'], 'net-dumpxml')),
    ...machines.flatMap((uuid) => about(uuid, ['dominfo', 'dumpxml'], 'dumpxml')),
  ]
  const answers = asked.length > 0 ? (await virsh(lab, asked)).split('%%').slice(1) : []
  const told = answers.map((text): [string, Told] => {
    return [text.slice(0, UUID_LENGTH), toldBy(text.slice(UUID_LENGTH))]
  })
  const of = (uuids: string[]) => told.filter(([uuid]) => uuids.includes(uuid))
  return {
    networks: sorted(of(networks).map(([uuid, one]) => [uuid, networkFacts(one)])),
    machines: sorted(of(machines).map(([uuid, one]) => [uuid, machineFacts(one)])),
  }
}

/** All of it by one virsh, which goes on after a command that fails. */
async function virsh(lab: Lab, commands: string[]): Promise<string> {
  const argv = ['virsh', '-q', commands.join('; ')]
  return (await lab.run(argv, { check: false })).stdout
}

/** virsh's echo ends no line. */
function about(uuid: string, whole: string[], stored: string): string[] {
  const own = whole.flatMap((command) => [`${command} ${uuid}`, 'echo @@'])
  return [`echo %%${uuid}`, ...own, `${stored} ${uuid} --inactive`]
}

/** `Key: value` lines, and the XML as it is now and as it is stored. */
interface Told {
  info: Map<string, string>
  now: Element
  stored: Element
}

function toldBy(text: string): Told {
  const [info = '', now = '', stored = ''] = text.split('@@')
  const lines = info.split('\n').flatMap((line): [string, string][] => {
    const [, key, value] = /^([^:]+):\s+(.*)$/.exec(line) ?? []
    return key === undefined || value === undefined ? [] : [[key, value.trim()]]
  })
  return { info: new Map(lines), now: root(now), stored: root(stored) }
}

function root(xml: string): Element {
  // Gone between the list and the look: the next comparison will have it.
  const text = xml.trim() === '' ? '<gone/>' : xml
  const { documentElement } = new DOMParser().parseFromString(text, 'text/xml')
  if (!documentElement) throw new Error(`no XML: ${xml}`)
  return documentElement
}

function all(element: Element, name: string): Element[] {
  return [...element.getElementsByTagName(name)]
}

function get(element: Element, name: string, attribute: string): string | null {
  return all(element, name)[0]?.getAttribute(attribute) || null
}

function networkFacts({ info, now, stored }: Told): NetworkFacts {
  const active = info.get('Active') === 'yes'
  const persistent = info.get('Persistent') === 'yes'
  return {
    name: info.get('Name') ?? '',
    kind: kindOf(now),
    active,
    persistent,
    autostart: info.get('Autostart') === 'yes',
    bridge: get(now, 'bridge', 'name'),
    domain: get(now, 'domain', 'name'),
    subnets: all(now, 'ip').filter(isOfNetwork).map(subnetText),
    waits: active && persistent && definition(now) !== definition(stored),
  }
}

/** `<ip>` is also an element of a DNS host. */
function isOfNetwork(ip: Element): boolean {
  return ip.parentNode?.nodeName === 'network'
}

const kinds: Record<string, string> = {
  nat: 'nat',
  route: 'routed',
  open: 'open',
  bridge: 'bridged',
  private: 'macvtap',
}

function kindOf(network: Element): string {
  const [forward] = all(network, 'forward')
  if (!forward) return all(network, 'ip').length > 0 ? 'isolated' : 'very-isolated'
  const mode = forward.getAttribute('mode') ?? 'nat'
  const direct = forward.hasAttribute('dev') || all(forward, 'interface').length > 0
  return mode === 'bridge' && direct ? 'macvtap' : (kinds[mode] ?? mode)
}

function subnetText(ip: Element): string {
  const mask = ip.getAttribute('netmask')
  const bits = mask?.split('.').map((part) => Number(part).toString(2).replaceAll('0', '').length)
  const prefix = ip.getAttribute('prefix') ?? String(bits?.reduce((sum, part) => sum + part, 0))
  const ranges = all(ip, 'range').map(
    (one) => `${one.getAttribute('start')}-${one.getAttribute('end')}`,
  )
  const hosts = all(ip, 'host').map(
    (one) => `${one.getAttribute('mac') ?? ''}=${one.getAttribute('ip')}`,
  )
  return [`${ip.getAttribute('address')}/${prefix}`, ...ranges, ...hosts].join(' ')
}

/** Without what only a running one has: its users, and the ports that NAT takes by itself. */
function definition(network: Element): string {
  const copy = network.cloneNode(true) as Element
  copy.removeAttribute('connections')
  for (const name of ['forward', 'interface']) {
    all(copy, name).forEach((one) => one.removeAttribute('connections'))
  }
  all(copy, 'nat').forEach((one) => one.parentNode?.removeChild(one))
  return copy
    .toString()
    .replaceAll(/\s+/g, ' ')
    .replaceAll('> <', '><')
    .replaceAll('></forward>', '/>')
}

const states: Record<string, string> = {
  running: 'running',
  idle: 'running',
  paused: 'paused',
  'in shutdown': 'shutting-down',
  'shut off': 'shut-off',
  crashed: 'crashed',
}

function machineFacts({ info, now, stored }: Told): MachineFacts {
  const state = states[info.get('State') ?? ''] ?? 'unknown'
  const persistent = info.get('Persistent') === 'yes'
  const live = state === 'shut-off' || state === 'crashed' ? [] : all(now, 'interface')
  return {
    name: info.get('Name') ?? '',
    state,
    persistent,
    autostart: info.get('Autostart') === 'enable',
    memoryMiB: parseInt(info.get('Max memory') ?? '0', 10) / 1024,
    vcpus: Number(info.get('CPU(s)')),
    nics: pairs(live, persistent ? all(stored, 'interface') : []),
  }
}

/**
 * No two of a walk's NICs have the same MAC. One that runs and one that is stored in the same place
 * on the same network are one card whose MAC changes at the next start: libvirt knows no other name.
 */
function pairs(live: Element[], stored: Element[]): NicFacts[] {
  const nics = new Map(
    stored.map((one) => [macOf(one), nicFacts(one, { plugged: false, stored: true })]),
  )
  const macs = live.map(macOf)
  const left = stored.filter((one) => !macs.includes(macOf(one)))
  for (const one of live) {
    const twin = left.find((other) => !nics.has(macOf(one)) && isSamePlace(one, other))
    if (twin) nics.delete(macOf(twin))
    const other = nics.get(macOf(one))
    const now = nicFacts(one, { plugged: true, stored: (other ?? twin) !== undefined })
    const waits = twin !== undefined || (other !== undefined && isOther(now, other))
    nics.set(now.mac, { ...now, waits })
  }
  return [...nics.values()].sort((a, b) => (a.mac < b.mac ? -1 : 1))
}

function isSamePlace(a: Element, b: Element): boolean {
  const place = (nic: Element) => get(nic, 'address', 'bus') + '.' + get(nic, 'address', 'slot')
  return (
    get(a, 'address', 'bus') !== null && place(a) === place(b) && sourceText(a) === sourceText(b)
  )
}

function isOther(a: NicFacts, b: NicFacts): boolean {
  return a.source !== b.source || a.model !== b.model || a.linkUp !== b.linkUp
}

function nicFacts(nic: Element, where: Pick<NicFacts, 'plugged' | 'stored'>): NicFacts {
  return {
    mac: macOf(nic),
    source: sourceText(nic),
    model: get(nic, 'model', 'type'),
    linkUp: get(nic, 'link', 'state') !== 'down',
    tap: get(nic, 'target', 'dev'),
    ...where,
    waits: false,
  }
}

function sourceText(nic: Element): string {
  const network = get(nic, 'source', 'network')
  if (network !== null) return `network ${network}`
  const type = nic.getAttribute('type')
  return `${type} ${get(nic, 'source', type === 'bridge' ? 'bridge' : 'dev')}`
}

function macOf(nic: Element): string {
  return get(nic, 'mac', 'address') ?? ''
}
