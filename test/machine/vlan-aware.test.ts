/**
 * A bridge of the host’s own connection that filters VLANs, on a kernel that does: packets by tag
 * between guests and a LAN with a tagged side, before, with and after it, and after a boot.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ChangeBridgeIntent, CreateBridgeIntent } from '../../shared/contract/contract.ts'
import { defaultBridgeOptions } from '../../shared/model/bridge-settings.ts'
import type { BridgeOptions } from '../../shared/model/bridge-settings.ts'
import { hasEnded } from '../../shared/model/plan.ts'
import { parseRanges } from '../../shared/rules/vlans/ranges.ts'
import type { TestBackend } from '../support/backend.ts'
import { Computer } from './computer.ts'
import { applied, kept } from './support/answered.ts'
import { bringApp, startBackend } from './support/app.ts'
import { isUp } from './support/up.ts'
import {
  becomes,
  kernelVlans,
  plugTagged,
  reaches,
  tagTheLan,
  unplugGuest,
  wholeHost,
  withoutMaker,
} from './support/vlans.ts'

const FILTERING: BridgeOptions = { ...defaultBridgeOptions, vlanFiltering: true }
const allowing = (vlans: string) => [{ port: 'eth0', vlans: parseRanges(vlans) ?? [] }]
const CREATE: CreateBridgeIntent = {
  ...{ nic: 'eth0', name: 'br0', network: null, options: FILTERING },
  portVlans: allowing('1, 10, 30-32'),
}
const CHANGE: ChangeBridgeIntent = {
  ...{ bridge: 'br0', options: null, addresses: null, add: [], remove: [] },
  portVlans: allowing('10, 20'),
}
const TEN = ['1 pvid untagged', '10', '30', '31', '32']
const TWENTY = ['1 pvid untagged', '10', '20']

let computer: Computer
let backend: TestBackend
let before: Record<string, unknown>
let withBridge: Record<string, unknown>
let changed: Record<string, unknown>

beforeAll(async () => {
  computer = await Computer.start()
  await bringApp(computer)
  await tagTheLan(computer, [10, 20])
  backend = await startBackend(computer)
  before = await wholeHost(computer)
})
afterAll(async () => {
  await backend?.stop()
  await computer?.stop()
})

/** What a failed test has left open is not the next one’s host. */
afterEach(async () => {
  const { change } = await backend.api.getInventory()
  if (change && !hasEnded(change)) await backend.api.revertChange(change.id)
})

const eth0 = () => kernelVlans(computer, 'eth0')

/** As a NIC of a machine’s that libvirt plugs in: nothing of it is started. */
const MACHINE = `<domain type="qemu"><name>tagged</name><memory unit="MiB">64</memory>
<os><type arch="x86_64" machine="q35">hvm</type></os><devices><interface type="bridge">
<source bridge="br0"/><vlan><tag id="10"/></vlan><target dev="tapvm"/><model type="virtio"/>
</interface></devices></domain>`

describe('a bridge that filters VLANs', () => {
  it('is gone where it is not kept, and the host is as before', async () => {
    const id = await applied(backend, backend.api.planCreateBridge(CREATE))
    expect(await eth0()).toEqual(TEN)
    expect((await backend.api.revertChange(id)).phase).toBe('reverted')
    expect(await becomes(computer, before)).toEqual(before)
  })

  it('is made with the VLANs of its port, and keeps the host’s own connection', async () => {
    expect(await kept(backend, backend.api.planCreateBridge(CREATE))).toBe('done')
    expect(await eth0()).toEqual(TEN)
    withBridge = await wholeHost(computer)
    expect(withBridge.links).toContain('eth0 in br0')
    const { interfaces } = await backend.api.getInventory()
    const bridge = interfaces.find(({ name }) => name === 'br0')?.bridge
    expect(bridge?.options).toMatchObject({ vlanFiltering: true, nativeVlan: null })
    expect(interfaces.find(({ name }) => name === 'eth0')?.portVlans).toEqual(
      parseRanges('10, 30-32'),
    )
  })

  it('carries the frames of the VLANs that are allowed, and no others', async () => {
    await plugTagged(computer, 10, 'br0')
    await plugTagged(computer, 20, 'br0')
    expect(await reaches(computer, 10, 10)).toBe(true)
    expect(await reaches(computer, 20, 20, 3)).toBe(false)
    expect(await reaches(computer, 10, 20, 3)).toBe(false)
  })

  it('lets others through on its port by a change, and not where that is not kept', async () => {
    const id = await applied(backend, backend.api.planChangeBridge(CHANGE))
    expect(await eth0()).toEqual(TWENTY)
    expect(await reaches(computer, 20, 20)).toBe(true)
    expect((await backend.api.revertChange(id)).phase).toBe('reverted')
    expect(await eth0()).toEqual(TEN)
    expect(await reaches(computer, 20, 20, 3)).toBe(false)
    expect(await becomes(computer, withBridge)).toEqual(withBridge)
  })

  it('lets them through for good once that is kept', async () => {
    expect(await kept(backend, backend.api.planChangeBridge(CHANGE))).toBe('done')
    changed = await wholeHost(computer)
    expect(await eth0()).toEqual(TWENTY)
    expect(await reaches(computer, 20, 20)).toBe(true)
    expect(changed.connection).toEqual(withBridge.connection)
  })

  it('gives a machine’s tag to its tap', async () => {
    await computer.sh('cat >/run/tagged.xml; virsh -q create --paused /run/tagged.xml', {
      input: MACHINE,
    })
    expect(await kernelVlans(computer, 'tapvm')).toEqual(['10 pvid untagged'])
  })

  it('gives frames without a tag another VLAN, and takes that back', async () => {
    const options = { ...FILTERING, nativeVlan: 5 }
    const plan = await backend.api.planChangeBridge({ ...CHANGE, options, portVlans: [] })
    const change = (await backend.api.applyPlan(plan.id)).id
    expect(await eth0()).toEqual(['5 pvid untagged', '10', '20'])
    expect((await backend.api.revertChange(change)).phase).toBe('reverted')
    expect((await eth0()).sort()).toEqual([...TWENTY].sort())
    await computer.sh('virsh -q destroy tagged')
    await unplugGuest(computer, 10)
    await unplugGuest(computer, 20)
    expect(await becomes(computer, changed)).toEqual(changed)
  })

  it('is there after a boot, with its VLANs', async () => {
    await backend.stop()
    await computer.reboot()
    await isUp(computer)
    expect(await becomes(computer, changed)).toEqual(changed)
    expect(await eth0()).toEqual(TWENTY)
    await tagTheLan(computer, [10, 20])
    await plugTagged(computer, 20, 'br0')
    expect(await reaches(computer, 20, 20)).toBe(true)
    await unplugGuest(computer, 20)
    backend = await startBackend(computer)
  })

  it('is the same by the plan’s commands', async () => {
    expect(await kept(backend, backend.api.planRemoveBridge({ bridge: 'br0' }))).toBe('done')
    expect(await becomes(computer, before)).toEqual(before)
    const { commands } = await backend.api.planCreateBridge(CREATE)
    await computer.sh(commands.join('\n'))
    const after = await becomes(computer, withBridge, withoutMaker)
    expect(withoutMaker(after)).toBe(withoutMaker(withBridge))
    expect(await eth0()).toEqual(TEN)
  })
})
