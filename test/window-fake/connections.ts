/** The list of connections of the window on made-up data: four, in as many states. */
import type { Connection, FoundThing, HostCounts } from '../../shared/model/connection.ts'
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
].map(
  (part, index) =>
    ({
      ...part,
      isHost: false,
      ready: true,
      awaitsAnswer: false,
      counts:
        index === 0 ? { machines: 12, running: 9, networks: 4, active: 3, findings: 2 } : null,
    }) as Connection,
)

function countsOf({ machines, networks, findings }: Inventory): HostCounts {
  return {
    machines: machines.length,
    running: machines.filter(({ state }) => state === 'running').length,
    networks: networks.length,
    active: networks.filter(({ active }) => active).length,
    findings: findings.filter(({ level }) => level !== 'info').length,
  }
}

/** Of this computer, and one of the first other. */
function found({ machines }: Inventory, words: string): FoundThing[] {
  const here = machines.map(({ name, state }) => ({
    ...{ uri: 'qemu:///system', kind: 'machine' as const, name, isOn: state === 'running' },
  }))
  const far = { uri: others[0]?.uri ?? '', kind: 'network' as const, name: 'web-dmz', isOn: true }
  return [...here, far].filter(({ name }) => name.includes(words.trim().toLowerCase()))
}

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
    counts: countsOf(now()),
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
    findEverywhere: async (words) => found(now(), words),
    tellEnded: async () => undefined,
    setTray: async () => undefined,
    chooseFile: async () => null,
    // Of the two a pool has room for the first alone.
    chooseUpload: async (kind) =>
      kind === 'iso'
        ? { id: 'file-1', name: 'Fedora Server 41.iso', size: 2_400_000_000 }
        : { id: 'file-2', name: 'warehouse.qcow2', size: 120_000_000_000 },
  }
}
