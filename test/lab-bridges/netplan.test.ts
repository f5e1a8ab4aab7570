/**
 * A host whose profiles netplan keeps (Ubuntu), by a stand-in for what it does to those that
 * NetworkManager stores: Debian's NetworkManager is built without it. The same has been gone through
 * with libnetplan 1.1.2 itself, as Ubuntu's NetworkManager calls it.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { Lab } from '../lab/lab.ts'
import { OFFICE_LAN } from '../lab/workstation.ts'
import { TestBackend } from '../support/backend.ts'
import { hostConnection, profileNames } from '../support/host.ts'
import { asNetplanKeeps } from '../support/netplan.ts'

let lab: Lab
let backend: TestBackend

beforeAll(async () => {
  lab = await Lab.start({ guests: false })
  await netplanTakes(OFFICE_LAN.id)
  backend = await TestBackend.start(lab, { answerSeconds: 60 })
})
afterAll(async () => {
  await backend.stop()
  await lab.stop()
})

const STORED = '/etc/NetworkManager/system-connections'
const MADE_ANEW = '/run/NetworkManager/system-connections'

async function netplanTakes(...names: string[]): Promise<void> {
  await lab.run(['mkdir', '-p', MADE_ANEW])
  for (const name of names) {
    const stored = `${STORED}/${name}.nmconnection`
    const { stdout } = await lab.run(['cat', stored])
    const { file, text } = asNetplanKeeps(stdout)
    const write = ['sh', '-c', 'umask 077; cat > "$1" && rm "$2"', 'sh']
    await lab.run([...write, `${MADE_ANEW}/${file}`, stored], { input: text })
  }
  await lab.nmcli('connection', 'reload')
}

async function carryOut(plan: Plan): Promise<Change> {
  const change = await backend.api.applyPlan(plan.id)
  expect(change).toMatchObject({ phase: 'awaiting-answer', error: null })
  return backend.api.keepChange(change.id)
}

it('has its bridge, which stays ours over a restart, a change and months', async () => {
  const before = await hostConnection(lab)
  const plan = await backend.api.planCreateBridge({ nic: 'eth0', name: 'br0', network: null })
  // The original is made anew by netplan, and so is not lost.
  expect(plan.warnings.map(({ key }) => key)).toEqual(['warning.new-profiles-lost'])
  await carryOut(plan)
  await netplanTakes('br0', 'br0 port eth0')
  expect(await lab.nmcli('-g', 'connection.id', 'connection', 'show', 'br0')).toBe('br0')
  await backend.stop()
  backend = await TestBackend.start(lab, { answerSeconds: 60 })
  const bridge = () => backend.inventory?.interfaces.find(({ name }) => name === 'br0')?.bridge
  await backend.until(() => bridge()?.ownPorts.includes('eth0'))

  const asked = { bridge: 'br0', addresses: null, add: [], remove: [] }
  const options = bridge()?.options
  if (!options) return expect.unreachable('a bridge has options')
  await carryOut(
    await backend.api.planChangeBridge({ ...asked, options: { ...options, ageingTime: 60 } }),
  )
  await netplanTakes('br0')

  await carryOut(await backend.api.planRemoveBridge({ bridge: 'br0' }))
  expect(await hostConnection(lab)).toEqual(before)
  expect(await profileNames(lab)).toEqual([OFFICE_LAN.id])
})
