/** Who asks the daemons anything: libvirtd's own log of its calls, and the bus's of NetworkManager's. */
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Lab } from '../../lab/lab.ts'

const LOG = '/run/lab/log/requests.log'
/** Of libvirt’s own protocol: those who read and change the log speak another. */
const CALLS = /virNetServerProgramDispatch:\d+ : prog=536903814 /g
const TO_NETWORK_MANAGER = "type='method_call',destination='org.freedesktop.NetworkManager'"

export interface Requests {
  libvirtd: number
  networkManager: number
}

/** What was asked while `work` was done, by whomever. */
export async function requestsDuring(lab: Lab, work: () => Promise<void>): Promise<Requests> {
  await rm(LOG, { force: true })
  await lab.run(['virt-admin', 'daemon-log-outputs', `1:file:${LOG}`])
  await lab.run(['virt-admin', 'daemon-log-filters', '1:rpc.netserverprogram'])
  const bus = await watchBus(lab)
  await work()
  const networkManager = await bus()
  await lab.run(['virt-admin', 'daemon-log-filters', ''])
  const log = await readFile(LOG, 'utf8').catch(() => '')
  return { libvirtd: log.match(CALLS)?.length ?? 0, networkManager }
}

/** Resolves when it watches; what it gives ends it, and says how many calls there were. */
async function watchBus(lab: Lab): Promise<() => Promise<number>> {
  const argv = ['dbus-monitor', '--system', '--profile', TO_NETWORK_MANAGER]
  const child = lab.spawn(argv, { stdio: ['ignore', 'pipe', 'ignore'] })
  if (!child.stdout) throw new Error('the bus cannot be watched')
  const lines = createInterface({ input: child.stdout })
  let calls = 0
  await once(lines, 'line')
  lines.on('line', (line) => (calls += line.startsWith('mc') ? 1 : 0))
  return async () => {
    const ended = once(child, 'exit')
    child.kill()
    await ended
    return calls
  }
}
