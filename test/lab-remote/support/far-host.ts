/** The lab's workstation as a host at the other end of an ssh, and a backend on the LAN that reaches it. */
import type { Lab } from '../../lab/lab.ts'
import { hostAddress } from '../../support/host.ts'
import { TestBackend } from '../../support/backend.ts'
import type { BackendOptions } from '../../support/backend.ts'
import { startSshServer } from '../../support/ssh-server.ts'
import type { SshServer, SshServerOptions } from '../../support/ssh-server.ts'

export interface FarHost extends AsyncDisposable {
  address: string
  backend: TestBackend
  server: SshServer
}

export interface FarHostOptions extends SshServerOptions {
  backend?: BackendOptions
}

export async function reachHost(
  lab: Lab,
  user: 'root' | 'alex',
  { backend: more = {}, ...options }: FarHostOptions = {},
): Promise<FarHost> {
  const address = options.address ?? (await hostAddress(lab))
  const server = await startSshServer(lab, { ...options, address })
  const name = address.includes(':') ? `[${address}]` : address
  const uri = `qemu+ssh://${user}@${name}:${server.port}/system`
  const start = { ...more, args: [uri], where: 'lan' as const }
  const backend = await TestBackend.start(lab, start).catch(async (error: unknown) => {
    await server[Symbol.asyncDispose]()
    throw error
  })
  return {
    ...{ address, backend, server },
    [Symbol.asyncDispose]: async () => {
      await backend.stop()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** Once the backend has read the NIC that it is reached by, which a bridge can be made over. */
export async function reachHostByNic(
  ...asked: Parameters<typeof reachHost>
): ReturnType<typeof reachHost> {
  const host = await reachHost(...asked)
  await host.backend.until(({ interfaces }) => interfaces.some(({ name }) => name === 'eth0'))
  return host
}
