import { expect, it } from 'vitest'
import { bridgeForTags } from '../../../shared/rules/vlans/bridge-for-tags.ts'
import { defaultBridgeOptions } from '../../../shared/model/bridge-settings.ts'
import type { VlanRange } from '../../../shared/model/bridge-settings.ts'
import type { BridgeFacts, HostInterface } from '../../../shared/model/host.ts'
import { changeBridge } from '../../../shared/schemas/bridge-intents.ts'

const range = (from: number, to = from): VlanRange => ({ from, to, pvid: false, untagged: false })
const nic = (name: string, portVlans?: VlanRange[]) =>
  ({ name, kind: 'ethernet', ...(portVlans && { portVlans }) }) as HostInterface

function asked(part: Partial<BridgeFacts>, vlanFiltering: boolean, portVlans?: VlanRange[]) {
  const options = { ...defaultBridgeOptions, vlanFiltering, mac: '52:54:00:00:00:01' }
  const bridge = { owner: 'puente', options, ownPorts: ['eth0'], ...part } as BridgeFacts
  const item = { name: 'br0', kind: 'bridge', ports: ['eth0', 'vnet0'], bridge } as HostInterface
  const tap = { name: 'vnet0', kind: 'tun', portVlans: [] } as unknown as HostInterface
  return bridgeForTags(item, [item, nic('eth0', portVlans), nic('eth9', []), tap], [1, 42, 50])
}

it('turns filtering on, and has the NIC carry what it does not yet', () => {
  const change = asked({}, false, [range(40, 49)])
  expect(change).toMatchObject({
    options: { vlanFiltering: true, mac: null },
    portVlans: [{ port: 'eth0', vlans: [range(40, 49), range(50)] }],
  })
  expect(changeBridge.safeParse(change).success).toBe(true)
})

it('leaves a bridge alone that filters already', () => {
  expect(asked({}, true, [])).toMatchObject({
    options: null,
    portVlans: [{ port: 'eth0', vlans: [range(42), range(50)] }],
  })
})

it('has nothing to offer where it would change nothing, or another program’s', () => {
  expect(asked({}, true, [range(42), range(50)])).toBe(null)
  expect(asked({}, true)).toBe(null)
  expect(asked({ owner: 'other' }, false, [])).toBe(null)
  expect(asked({ isDown: true }, false, [])).toBe(null)
})
