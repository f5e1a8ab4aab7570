/** The plans that follow from something else: a finding, a bridge that is there, a change that was made. */
import { writeFile } from 'node:fs/promises'
import type { DiagnosisTarget, FindingCode } from '../../shared/model/finding.ts'
import { MAIL, described, linked, modified, named, redefined, uuidOf } from './stale.ts'
import type { Change, Others, Planner, Stale } from './stale.ts'

const mailOf = ({ machines }: Others) => machines.get('old-mail').uuid

/** The doctor is asked first: a fix is planned by its finding. */
async function fixOf({ backend }: Others, target: DiagnosisTarget, code: FindingCode) {
  const options = { run: 'test', asAdministrator: false }
  const { findings } = await backend.api.diagnose(target, options)
  const found = findings.find((finding) => finding.code === code)
  if (!found) throw new Error(`no ${code}: ${findings.map((finding) => finding.code).join(', ')}`)
  return backend.api.planFix(found.id)
}

const startMachine: Planner = (others) =>
  fixOf(others, { type: 'machine', uuid: mailOf(others) }, 'machine-off')

const autostartNetwork: Planner = async (others) => {
  const { lab } = others
  await lab.virsh('net-autostart', '--disable', 'default')
  const target = { type: 'network', uuid: uuidOf(others, 'default') } as const
  return fixOf(others, target, 'network-no-autostart')
}

const move: Planner = async (others) => {
  const { lab, backend } = others
  if (!uuidOf(others, 'other')) {
    await writeFile(lab.path('/tmp/network.xml'), '<network><name>other</name></network>')
    await lab.virsh('net-define', '/tmp/network.xml')
    await backend.until(() => uuidOf(others, 'other'))
  }
  return backend.api.planMoveMachines({ from: 'default', to: 'other', when: 'stored' })
}

const undoNic: Planner = async (others) => {
  const { backend, machines } = others
  const nic = machines.ref('old-mail', MAIL)
  const asked = { machine: mailOf(others), nic, when: 'stored' } as const
  const { mtu } = (await backend.api.getNicDetails(asked.machine, nic)).stored ?? { mtu: null }
  const changes = { mtu: mtu === 1300 ? 1400 : 1300 }
  const { id } = await machines.carryOut(backend.api.planChangeNic({ ...asked, changes }))
  return backend.api.planUndo(id)
}

const undoNetwork: Planner = async (others) => {
  const { backend, machines } = others
  const network = uuidOf(others, 'default')
  const { stored } = await backend.api.getNetworkDetails(network)
  if (!stored) throw new Error('it is stored')
  const definition = { ...stored.definition, mtu: 1300 }
  const planned = backend.api.planEditNetwork({ network, definition, despiteCollision: true })
  return backend.api.planUndo((await machines.carryOut(planned)).id)
}

/** On a bridge of ours, which the first of them makes. */
function ofBridge(plan: Planner): Planner {
  return async (others) => {
    const { api, inventory } = others.backend
    if (!inventory?.interfaces.some(({ madeByPuente }) => madeByPuente)) {
      const { id } = await api.planCreateBridge({ nic: 'eth0', name: 'br0', network: 'lan' })
      await api.keepChange((await api.applyPlan(id)).id)
      await others.backend.until(() => uuidOf(others, 'lan'))
    }
    return plan(others)
  }
}

const changeBridge = ofBridge(({ backend }) =>
  backend.api.planChangeBridge({
    ...{ bridge: 'br0', options: null, addresses: null, add: ['eth1'], remove: [] },
  }),
)
const removeBridge = ofBridge(({ backend }) => backend.api.planRemoveBridge({ bridge: 'br0' }))
const emptyBridge = ofBridge(({ backend }) =>
  backend.api.planRemoveBridge({ bridge: 'br0', moveTo: 'default' }),
)
const LATER: [string, string, string] = ['connection.autoconnect-priority', '7', '0']

const undoAutostart: Planner = async (others) => {
  const { api } = others.backend
  const { id } = await api.setNetworkAutostart(uuidOf(others, 'default'), false)
  return api.planUndo(id)
}

const newMachine: Planner = ({ backend }) => {
  const source = { type: 'network', network: 'default', portGroup: null } as const
  return backend.api.planNewMachine({
    ...{ name: 'fresh', memoryMiB: 64, vcpus: 1, os: null, emulated: true },
    ...{ install: { from: 'network' }, disk: { type: 'none' } },
    nics: [{ source, model: 'virtio', mac: null }],
  })
}

/** As if in another window. */
const autostarted: Change = async ({ lab }) => {
  await lab.virsh('net-autostart', 'default')
  return () => Promise.resolve()
}

const mail = (change: (xml: string) => string) => redefined('', 'old-mail', change)
const more = (xml: string) =>
  xml.replace(
    '</name>',
    '</name><metadata><own:note xmlns:own="urn:own">theirs</own:note></metadata>',
  )

export const STALE_LATER: Stale[] = [
  ['a machine that the doctor starts', 'its definition', startMachine, mail(described)],
  [
    'a network that the doctor mends',
    'its definition',
    autostartNetwork,
    redefined('net-', 'default', named),
  ],
  ['a network that the doctor mends', 'what is to be mended', autostartNetwork, autostarted],
  ['an autostart as it was before', 'it', undoAutostart, autostarted],
  ['a new machine', 'its network', newMachine, redefined('net-', 'default', named)],
  ['NICs that move', 'one of them', move, mail(linked)],
  ['NICs that move', 'the network that they go to', move, redefined('net-', 'other', more)],
  ['a NIC as it was before', 'it', undoNic, mail(linked)],
  [
    'a network as it was before',
    'its definition',
    undoNetwork,
    redefined('net-', 'default', named),
  ],
  ['a changed bridge', 'its profile', changeBridge, modified('br0')],
  ['a bridge that goes', 'its profile', removeBridge, modified('br0')],
  ['a bridge that goes', 'the profile of its port', removeBridge, modified('br0 port eth0', LATER)],
  [
    'a bridge that goes',
    'the network that its machines go to',
    emptyBridge,
    redefined('net-', 'default', named),
  ],
  ['a bridge that goes', 'the profile that comes back', removeBridge, modified('Office LAN')],
  ['a bridge that goes', 'its network', removeBridge, redefined('net-', 'lan', more)],
]
