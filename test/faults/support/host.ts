/** What the tests of single rows do to the host, and what they require of it. */
import { expect } from 'vitest'
import type { Lab } from '../../lab/lab.ts'
import { until } from '../../lab/wait.ts'
import { hostState } from './bridge.ts'
import type { HostState } from './bridge.ts'

export const NM = 'org.freedesktop.NetworkManager'
const ROOT = '/org/freedesktop/NetworkManager'

/** Waits until all of the host is as it was. */
export async function requireHost(lab: Lab, wanted: HostState, timeoutMs = 20_000): Promise<void> {
  let last: HostState | null = null
  const isThere = async () => {
    last = await hostState(lab)
    return JSON.stringify(last) === JSON.stringify(wanted)
  }
  await until('the host is as it was', isThere, { timeoutMs }).catch(() =>
    expect(last).toEqual(wanted),
  )
}

/** Makes eth0 ask the router again. */
export async function reconnect(lab: Lab): Promise<void> {
  await lab.nmcli('connection', 'up', 'Office LAN')
}

export async function checkpoints(lab: Lab): Promise<string[]> {
  const read = ['busctl', '-j', 'get-property', NM, ROOT, NM, 'Checkpoints']
  return (JSON.parse((await lab.run(read)).stdout) as { data: string[] }).data
}

/** Another program's checkpoint. */
export async function otherCheckpoint(lab: Lab, nic = 'eth0'): Promise<string> {
  const device = await lab.nmcli('-g', 'GENERAL.DBUS-PATH', 'device', 'show', nic)
  const call = [NM, ROOT, NM, 'CheckpointCreate', 'aouu', '1', device, '60', '0']
  // The one who made it may end: it stays.
  const { stdout } = await lab.run(['busctl', '-j', 'call', ...call])
  return (JSON.parse(stdout) as { data: [string] }).data[0]
}

export async function destroyCheckpoint(lab: Lab, path: string): Promise<void> {
  await lab.run(['busctl', 'call', NM, ROOT, NM, 'CheckpointDestroy', 'o', path])
}

/** NetworkManager's own timer does it; only its minute is made a second. */
export async function letCheckpointExpire(lab: Lab): Promise<void> {
  for (const path of await checkpoints(lab)) {
    const adjust = [NM, ROOT, NM, 'CheckpointAdjustRollbackTimeout', 'ou', path, '1']
    await lab.run(['busctl', 'call', ...adjust])
  }
  await until('no checkpoint is left', async () => (await checkpoints(lab)).length === 0)
}
