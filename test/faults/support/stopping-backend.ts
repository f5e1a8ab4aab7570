/**
 * The real backend, which stops at one point (see points.ts), tells so, and goes on at SIGUSR2:
 * a test can kill whom it likes exactly there. PUENTE_STOP_BEHIND names the method,
 * PUENTE_STOP_COUNT the how-manieth call of it.
 */
import { once } from 'node:events'
import { Journal, NetworkManagerClient } from '../../../electron/networkmanager/index.ts'

const behind = process.env.PUENTE_STOP_BEHIND
let countdown = Number(process.env.PUENTE_STOP_COUNT)

const { call } = NetworkManagerClient.prototype
NetworkManagerClient.prototype.call = async function (path, iface, member, ...rest) {
  const reply = await call.call(this, path, iface, member, ...rest)
  await passed(member)
  return reply
}

const { write } = Journal.prototype
Journal.prototype.write = async function (entry) {
  await write.call(this, entry)
  await passed('journal.write')
}

await import('../../../electron/backend/main.ts')

async function passed(method: string): Promise<void> {
  if (method !== behind || --countdown !== 0) return
  const resumed = once(process, 'SIGUSR2')
  process.send?.({ type: 'event', event: 'stopped', payload: method })
  await resumed
}
