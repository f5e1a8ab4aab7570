/** NICs on what is no libvirt network, and the cards that the emulator has. */
import { describe, expect, it } from 'vitest'
import type { AddNicIntent } from '../../shared/contract/contract.ts'
import type { ChosenWire } from '../../shared/model/nic-settings.ts'
import { GUESTS } from '../lab/guest.ts'
import { Lab } from '../lab/lab.ts'
import { TestBackend } from '../support/backend.ts'
import { failureOf } from '../support/failure.ts'
import { useHost } from '../support/fresh-host.ts'
import { MachineDriver } from '../support/machines.ts'

const WEB = GUESTS[0]?.mac ?? ''
const MAC = '52:54:00:51:64:b0'

let lab: Lab
let backend: TestBackend
let machines: MachineDriver

useHost(
  async () => {
    lab = await Lab.start()
    const bridge = ['connection', 'add', 'type', 'bridge', 'ifname', 'br5', 'con-name', 'br5']
    await lab.nmcli(...bridge, 'ipv4.method', 'disabled', 'ipv6.method', 'disabled')
    backend = await TestBackend.start(lab)
    machines = new MachineDriver(lab, backend)
    await backend.until(({ interfaces }) => interfaces.some(({ name }) => name === 'br5'))
    await lab.guest('web').waitUntilUp()
  },
  async () => {
    await backend.stop()
    await lab.stop()
  },
)

function intent(source: ChosenWire, part: Partial<AddNicIntent> = {}): AddNicIntent {
  const machine = machines.get('web').uuid
  return { machine, source, model: 'virtio', mac: MAC, when: 'now-and-stored', ...part }
}

const add = (source: ChosenWire, part?: Partial<AddNicIntent>) =>
  machines.carryOut(backend.api.planAddNic(intent(source, part)))

describe('a new NIC', () => {
  it('on a bridge of the host is a port of it, running and stored', async () => {
    const { id } = await add({ type: 'bridge', bridge: 'br5' })
    const { tap, source } = machines.nic('web', MAC)
    expect(source).toEqual({ type: 'bridge', bridge: 'br5' })
    const [link] = await lab.ip<{ master: string }>('link', 'show', tap ?? '')
    expect(link?.master).toBe('br5')
    expect(await machines.definedXml('web')).toContain("<source bridge='br5'/>")
    await machines.carryOut(backend.api.planUndo(id))
    expect(await machines.definedXml('web')).not.toContain('br5')
  })

  it('straight on a device of the host leases from the LAN', async () => {
    const direct = { type: 'direct', device: 'eth1', mode: 'bridge' } as const
    const { id } = await add(direct)
    expect(machines.nic('web', MAC)).toMatchObject({ source: direct, pending: [] })
    const leased = await lab.guest('web').waitForAddress('198.51.100.')
    expect(leased.mac).toBe(MAC)
    await machines.carryOut(backend.api.planUndo(id))
  })

  it('is warned about where it can’t be plugged in, and refused where there is no such network', async () => {
    const warnings = async (source: ChosenWire) =>
      (await backend.api.planAddNic(intent(source))).warnings
    expect(await warnings({ type: 'bridge', bridge: 'br9' })).toMatchObject([
      { key: 'warning.interface-missing', params: { interface: 'br9' } },
    ])
    const gone = backend.api.planAddNic(
      intent({ type: 'network', network: 'none', portGroup: null }),
    )
    expect(await failureOf(gone)).toMatchObject({ code: 'network-gone' })
  })

  it('is not warned about on a host elsewhere, of whose interfaces nothing is known', async () => {
    await using other = await TestBackend.start(lab, { args: ['qemu:///system'] })
    await other.until(({ machines }) => machines.length > 0)
    expect(other.inventory?.services.networkManager.status).toBe('elsewhere')
    const plan = await other.api.planAddNic(intent({ type: 'bridge', bridge: 'br9' }))
    expect(plan.warnings).toEqual([])
  })

  it('can be any card that the machine’s own emulator has', async () => {
    const models = await backend.api.getNicModels(machines.get('web').uuid)
    expect(models[0]).toEqual({ name: 'virtio', description: null })
    expect(models.map(({ name }) => name)).toEqual(expect.arrayContaining(['e1000e', 'ne2k_pci']))
    expect(await backend.api.getNicModels(null)).toEqual(models)
    const source = { type: 'network', network: 'default', portGroup: null } as const
    for (const { name } of models) {
      const { id } = await add(source, { model: name, when: 'stored' })
      expect(await machines.definedXml('web')).toContain(`<model type='${name}'/>`)
      await machines.carryOut(backend.api.planUndo(id))
    }
    const { id } = await add(source, { model: 'e1000e', when: 'now' })
    expect(await lab.virsh('domiflist', 'web')).toContain('e1000e')
    await machines.carryOut(backend.api.planUndo(id))
    expect(machines.get('web').nics.map(({ mac }) => mac)).toEqual([WEB])
  })
})
