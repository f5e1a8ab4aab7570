/**
 * The real backend, to which libvirt's word that a device is gone comes before the reply to the
 * call that asked for it, and twice.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Connection, Domain } from 'node-libvirt'

const LATER_MS = 1_000

const { on } = Connection.prototype
Connection.prototype.on = function (event, listener) {
  const again = (payload: Parameters<typeof listener>[0]) => {
    listener(payload)
    if (event === 'deviceRemoved') setTimeout(() => listener(payload), 2 * LATER_MS)
  }
  return on.call(this, event, again as never)
}

const { detachDeviceAlias } = Domain.prototype
Domain.prototype.detachDeviceAlias = async function (...asked) {
  await detachDeviceAlias.apply(this, asked)
  await sleep(LATER_MS)
}

await import('../../../electron/backend/main.ts')
