/**
 * The real backend, which is killed once the DIE_AT-th change that it asks libvirt for is done, and before
 * anybody hears of it.
 */
import { Connection, Domain, Network, StoragePool, StorageVolume } from 'node-libvirt'

const at = Number(process.env.DIE_AT)
let asked = 0

type Call = (...args: unknown[]) => Promise<unknown>

function dieIn(prototype: object, names: string[]): void {
  const calls = prototype as Record<string, Call>
  for (const name of names) {
    const call = calls[name] as Call
    calls[name] = async function (this: unknown, ...args: unknown[]) {
      const isIt = ++asked === at
      const result = await call.apply(this, args)
      if (isIt) process.kill(process.pid, 'SIGKILL')
      return result
    }
  }
}

dieIn(Connection.prototype, ['defineNetwork', 'createNetwork', 'defineDomain', 'defineNWFilter'])
dieIn(Network.prototype, ['create', 'destroy', 'undefine', 'update', 'setAutostart'])
dieIn(Domain.prototype, ['attachDevice', 'detachDevice', 'detachDeviceAlias', 'updateDevice'])
dieIn(Domain.prototype, ['undefine'])
dieIn(StoragePool.prototype, ['createVolume'])
dieIn(StorageVolume.prototype, ['delete'])

await import('../../../electron/backend/main.ts')
