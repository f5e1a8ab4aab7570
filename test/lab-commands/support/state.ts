/**
 * A whole workstation as virsh, nmcli and ip tell it, without what is made up anew each time: UUIDs
 * and MACs that libvirt chooses, numbers of taps, timers.
 */
import type { Lab } from '../../lab/lab.ts'
import { bridgeText, facts, profileText } from '../../lab-bridges/support/facts.ts'

export type State = Record<string, unknown>

export async function stateOf(lab: Lab): Promise<State> {
  const names = async (...args: string[]) => words(await lab.virsh(...args))
  const [networks, machines] = await Promise.all([
    names('net-list', '--all', '--name'),
    names('list', '--all', '--name'),
  ])
  return {
    networks: await each(networks, (name) => networkState(lab, name)),
    machines: await each(machines, (name) => machineState(lab, name)),
    ...(await hostState(lab)),
  }
}

async function networkState(lab: Lab, name: string): Promise<unknown> {
  const info = await lab.virsh('net-info', name)
  const isActive = /Active:\s+yes/.test(info)
  const dump = async (...which: string[]) =>
    networkText(await lab.virsh('net-dumpxml', name, ...which))
  return {
    info: lines(info).filter((line) => !line.startsWith('UUID')),
    now: isActive && (await dump()),
    stored: await dump('--inactive'),
  }
}

async function machineState(lab: Lab, name: string): Promise<unknown> {
  const now = await lab.virsh('dumpxml', name)
  const stored = await lab.virsh('dumpxml', name, '--inactive')
  const taps = [...now.matchAll(/<target dev='(\w+)'\/>/g)].map(([, tap = '']) => tap)
  return {
    stored: lines(stored.replace(/<uuid>.*?<\/uuid>/, '')),
    nics: (now.match(/<interface .*?<\/interface>/gs) ?? []).map(nicText),
    plugged: await Promise.all(taps.map((tap) => bridgeOf(lab, tap))),
  }
}

/** The profiles on disk, and what the kernel has. */
async function hostState(lab: Lab): Promise<State> {
  const listed = lines(await lab.nmcli('-g', 'UUID,DEVICE,FILENAME', 'connection', 'show'))
  const stored = listed.filter((line) => line.includes(':/etc/')).map((line) => line.split(':'))
  const bridges = words(
    (await lab.run(['sh', '-c', 'ls -d /sys/class/net/br*'], { check: false })).stdout,
  )
  const names = bridges.map((path) => path.split('/').pop() ?? '')
  return {
    profiles: await each(
      stored.map(([uuid = '']) => uuid),
      async (uuid) => lines(await profileText(lab, uuid)),
    ),
    active: stored.map(([uuid, device]) => `${uuid} ${device}`).sort(),
    host: await facts(lab, names.includes('br0') ? 'br0' : 'eth0'),
    bridges: await each(names, (bridge) => bridgeText(lab, bridge)),
  }
}

/** The commands as they would be on the other workstation, where libvirt chose other UUIDs. */
export async function translated(commands: string[], from: Lab, to: Lab): Promise<string[]> {
  const [own, others] = await Promise.all([uuidsOf(from), uuidsOf(to)])
  const pairs = [...own].map(([name, uuid]): [string, string] => [uuid, others.get(name) ?? uuid])
  const replaced = (line: string) =>
    pairs.reduce((text, [uuid, other]) => text.replaceAll(uuid, other), line)
  return commands.map(replaced)
}

async function uuidsOf(lab: Lab): Promise<Map<string, string>> {
  const names = words(await lab.virsh('net-list', '--all', '--name'))
  const all = names.map(async (name): Promise<[string, string]> => [
    name,
    await lab.virsh('net-uuid', name),
  ])
  return new Map(await Promise.all(all))
}

function networkText(xml: string): string[] {
  const ofTheMoment = /^\s*<(uuid>|mac address)|^<network connections/
  return lines(xml.replace(/ connections='\d+'/, '')).filter((line) => !ofTheMoment.test(line))
}

/** A cable that was never pulled is not spoken of, one that was and is in again is. */
function nicText(xml: string): string[] {
  return lines(
    xml
      .replace("<link state='up'/>", '')
      .replace(/ portid='[^']*'/g, '')
      .replace(/'(vnet|macvtap)\d+'/g, "'$1'"),
  )
}

async function bridgeOf(lab: Lab, tap: string): Promise<string> {
  const [link] = await lab.ip<{ master?: string; link?: string }>('link', 'show', 'dev', tap)
  return link?.master ?? link?.link ?? 'nowhere'
}

async function each<T>(
  names: string[],
  look: (name: string) => Promise<T>,
): Promise<Record<string, T>> {
  const all = names.sort().map(async (name): Promise<[string, T]> => [name, await look(name)])
  return Object.fromEntries(await Promise.all(all))
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '')
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean)
}

/** Paths of what is not the same in both, each with what either says. */
export function differences(ours: unknown, theirs: unknown, path = ''): string[] {
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return []
  if (!isState(ours) || !isState(theirs)) {
    return [`${path}\n  app:    ${text(ours, theirs)}\n  pasted: ${text(theirs, ours)}`]
  }
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
  return keys.flatMap((key) => differences(ours[key], theirs[key], `${path}/${key}`))
}

function isState(value: unknown): value is State {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Of lines, those that the other has not. */
function text(value: unknown, other: unknown): string {
  if (!Array.isArray(value) || !Array.isArray(other)) return JSON.stringify(value)
  const own = value.flat().filter((line) => !other.flat().includes(line))
  return own.length > 0 ? own.join('\n          ') : JSON.stringify(value)
}
