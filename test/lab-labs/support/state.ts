/** All that a host's own programs know of its wiring, as texts that are the same for the same wiring. */
import type { Lab } from '../../lab/lab.ts'
import { until } from '../../lab/wait.ts'

const names = async (lab: Lab, ...words: string[]) =>
  (await lab.virsh(...words, '--name'))
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .sort()

/** What counts, passes, and what is numbered anew for each interface. */
const FLEETING =
  /^(ifindex|link_index|stats.*|.*life_time|.*_timer|num_tx_queues|num_rx_queues|gc_.*|linkinfo|age|used|updated|confirmed|expires)$/

/** By virsh: networks, machines, and filters of ours. */
export async function libvirtState(lab: Lab): Promise<string[]> {
  const texts: string[] = []
  for (const name of await names(lab, 'net-list', '--all')) {
    texts.push(
      await lab.virsh('net-info', name),
      await lab.virsh('net-dumpxml', name, '--inactive'),
    )
  }
  for (const name of await names(lab, 'list', '--all')) {
    texts.push(await lab.virsh('dumpxml', name, '--inactive'))
  }
  for (const [, name = ''] of (await lab.virsh('nwfilter-list')).matchAll(/(puente-\S+)/g)) {
    texts.push(await lab.virsh('nwfilter-dumpxml', name))
  }
  return texts
}

/** NetworkManager’s view of a tap, and the address that the kernel gives one, change as it is led about. */
const OF_A_TAP = /^vnet\d+:|:vnet\d+:|"dev":"vnet\d+"/

/** By nmcli and ip, in full, without what passes. */
export async function hostState(lab: Lab): Promise<string[]> {
  const shown = await Promise.all(
    (
      [
        ['address'],
        ['-4', 'route', 'show', 'table', 'all'],
        ['-6', 'route', 'show', 'table', 'all'],
        ['-4', 'rule'],
        ['-6', 'rule'],
      ] as const
    ).map(async (words) => (await lab.ip(...words)).map(withoutTapsAddress).map(lasting).sort()),
  )
  return [
    await lab.nmcli('-t', '-f', 'NAME,UUID,TYPE,DEVICE,STATE,FILENAME', 'connection', 'show'),
    await lab.nmcli('-t', '-f', 'DEVICE,TYPE,STATE,CONNECTION,CON-UUID', 'device'),
    ...shown.map((lines) => lines.join('\n')),
  ]
    .map((text) => text.split('\n').filter((line) => !OF_A_TAP.test(line)))
    .map((lines) => lines.join('\n'))
}

export async function wholeState(lab: Lab): Promise<string[]> {
  return [...(await libvirtState(lab)), ...(await hostState(lab))]
}

/** Once nothing of it changes any more: NetworkManager hears of libvirt’s bridges a moment later. */
export async function settledState(lab: Lab): Promise<string[]> {
  let last: string[] = []
  const isSettled = async () => {
    const before = last
    last = await wholeState(lab)
    return JSON.stringify(last) === JSON.stringify(before) && last
  }
  return until('the host’s wiring settles', isSettled, { timeoutMs: 30_000, everyMs: 500 })
}

function withoutTapsAddress(link: Record<string, unknown>): Record<string, unknown> {
  return /^vnet\d+$/.test(String(link.ifname)) ? { ...link, addr_info: [] } : link
}

function lasting(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => (FLEETING.test(key) ? undefined : part))
}
