/** The list of connections of the window on made-up data: four, in as many states. */
import type { Connection } from '../../shared/model/connection.ts'
import type { ShellMethods } from '../../shared/contract/shell.ts'
import type { Inventory } from '../../shared/model/inventory.ts'
import type { Fake } from './fake.ts'

const query = new URLSearchParams(location.search)

const others: Connection[] = [
  {
    uri: 'qemu+ssh://alex@server.example/system',
    libvirt: { status: 'connected', version: '10.0.0', readOnly: false },
  },
  {
    uri: 'qemu+ssh://rack-7.example/system',
    libvirt: {
      status: 'unavailable' as const,
      retryAt: null,
      error: {
        code: 'connection-failed' as const,
        params: {
          uri: 'qemu+ssh://rack-7.example/system',
          command: 'ssh rack-7.example virsh list --all',
        },
        cause: 'virConnectOpenAuth: Cannot recv data: ssh: connect: No route to host',
      },
    },
  },
  { uri: 'test:///default', libvirt: { status: 'connecting' as const } },
].map((part) => ({ ...part, isHost: false, ready: true, awaitsAnswer: false }) as Connection)

export function fakeConnections(
  emit: Fake['emit'],
  now: () => Inventory,
): ShellMethods & Pick<Fake, 'useConnection'> {
  let added = query.has('connections') ? others : []
  const host = (): Connection => ({
    uri: 'qemu:///system',
    isHost: true,
    ready: true,
    libvirt: now().services.libvirt,
    awaitsAnswer: query.has('unanswered'),
  })
  const list = () => [host(), ...added]
  const change = (next: Connection[]) => {
    added = next
    emit('connections', list())
  }
  return {
    useConnection: () => undefined,
    getConnections: async () => list(),
    addConnection: async (uri) => {
      const connection: Connection = { ...host(), uri, isHost: false }
      change([...added, connection])
      return connection
    },
    removeConnection: async (uri) => change(added.filter((item) => item.uri !== uri)),
    retryConnection: async () => undefined,
    tellEnded: async () => undefined,
    setTray: async () => undefined,
    chooseFile: async () => null,
  }
}
