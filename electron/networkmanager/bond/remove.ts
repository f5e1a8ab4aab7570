/** What taking a bond of ours apart will do: each NIC gets back what it had. Pure. */
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'
import type { RemoveBridgePlan } from '../bridge/plan.ts'
import { planRemoval } from '../bridge/remove.ts'
import { interfaceNamed } from '../interfaces/interfaces.ts'
import { vlansOn } from '../interfaces/nic-facts.ts'
import { ownBridge } from '../interfaces/own-bridges.ts'
import type { NmState } from '../client/objects.ts'

/** @throws PuenteError `interface-gone`, `bond-not-ours`, `bond-in-use` */
export function planRemoveBond(state: NmState, bond: string): RemoveBridgePlan {
  const item = interfaceNamed(state, bond)
  const own = ownBridge(state, bond, 'bond')
  if (item ? item.kind !== 'bond' : !own)
    throw new PuenteError('interface-gone', { interface: bond })
  const above = [...(item?.controller ? [item.controller] : []), ...vlansOn(state, bond)]
  if (above.length > 0) throw new PuenteError('bond-in-use', { bond, by: fewNames(above) })
  if (!own) throw new PuenteError('bond-not-ours', { bond })
  const plan = planRemoval(state, own, item, 'remove-bond')
  const params = { bridge: bond, nics: plan.ports.map(({ nic }) => nic).join(', ') }
  return { ...plan, view: { ...plan.view, title: message('plan.remove-bond', params) } }
}
