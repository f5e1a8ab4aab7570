/** The plans that follow from something else: a finding, a network to go to, a change that was made. */
import { writeFile } from 'node:fs/promises'
import type { DiagnosisTarget, FindingCode } from '../../shared/model/finding.ts'
import { MAIL, described, linked, named, redefined, uuidOf } from './stale.ts'
import type { Others, Planner, Stale } from './stale.ts'

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

const mail = (change: (xml: string) => string) => redefined('', 'old-mail', change)

export const STALE_LATER: Stale[] = [
  ['a machine that the doctor starts', 'its definition', startMachine, mail(described)],
  ['NICs that move', 'one of them', move, mail(linked)],
  ['a NIC as it was before', 'it', undoNic, mail(linked)],
  [
    'a network as it was before',
    'its definition',
    undoNetwork,
    redefined('net-', 'default', named),
  ],
]
