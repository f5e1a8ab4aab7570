/** What changing a bond will do, whoever made it: its options, and the NICs in it. Pure. */
import { isDeepStrictEqual } from 'node:util'
import { PuenteError } from '../../../shared/errors.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import { bondOptionProblems, bondPortProblems } from '../../../shared/rules/bonds/options.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'
import type { ChangeBondIntent } from '../../../shared/schemas/bond-intents.ts'
import type { Uuids } from '../bridge/plan.ts'
import { activeUuid, devicePath, settingsOf } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import type { Activated } from '../client/profiles.ts'
import { readMark } from '../client/settings.ts'
import type { Settings } from '../client/settings.ts'
import { givingUpPrimary, readBondOptions, withBondOptions } from '../interfaces/bond-options.ts'
import { interfaceNamed } from '../interfaces/interfaces.ts'
import { vlansOn } from '../interfaces/nic-facts.ts'
import { bondUuid } from '../interfaces/own-bridges.ts'
import { ownPorts } from '../interfaces/own-ports.ts'
import type { OwnPort } from '../interfaces/own-ports.ts'
import { changeBondView } from './change-view.ts'
import { plannedPort } from './create.ts'
import type { ChangeBondPlan } from './plan.ts'

export type AskedBondChange = Pick<ChangeBondIntent, 'bond' | 'options' | 'add' | 'remove'>

/** @throws PuenteError `interface-gone`, `bond-not-ours`, `bond-in-use`, `nothing-to-change`… */
export function planChangeBond(
  state: NmState,
  asked: AskedBondChange,
  uuids: Uuids,
): ChangeBondPlan {
  const { bond } = asked
  const { item, uuid, settings } = changeableBond(state, bond)
  const ports = portsOfBond(state, { uuid, device: bond })
  const removed = asked.remove.map((nic) => portToRemove(state, { bond, uuid, settings }, nic))
  requireSound(asked, settings, [...item.ports, ...ports.map(({ nic }) => nic)])
  const profile = changedProfile(settings, asked)
  const through = profile && givingUpPrimary(bond, settings, profile)
  const comesUpAnew = profile !== null && isNewMode(settings, profile)
  if (comesUpAnew) requireNothingOn(bond, vlansOn(state, bond))
  const controller = { bond, bondUuid: uuid }
  const added = asked.add.map((nic) => plannedPort(state, nic, controller, uuids))
  if (!profile && added.length + removed.length === 0) throw new PuenteError('nothing-to-change')
  const staying = ports.filter(({ nic }) => !asked.remove.includes(nic))
  const names = { bridge: bond, bridgeUuid: uuid }
  const plan = { ...names, profile, through, comesUpAnew, added, removed, staying }
  return { ...plan, view: changeBondView(state, item, settings, plan) }
}

/** All that is in it, by whoever's profile: ours also while they are down. */
export function portsOfBond(state: NmState, { uuid, device }: Activated): OwnPort[] {
  const own = ownPorts(state, uuid)
  const nics = interfaceNamed(state, device)?.ports ?? []
  const others = nics.flatMap((nic) => {
    const active = own.some((port) => port.nic === nic) ? null : activeUuid(state, nic)
    return active === null ? [] : [{ nic, uuid: active, original: null }]
  })
  return [...own, ...others]
}

export function isNewMode(before: Settings, after: Settings): boolean {
  return readBondOptions(before).mode !== readBondOptions(after).mode
}

interface ManagedBond {
  item: HostInterface
  uuid: string
  settings: Settings
}

function changeableBond(state: NmState, bond: string): ManagedBond {
  const item = interfaceNamed(state, bond)
  if (item?.kind !== 'bond') throw new PuenteError('interface-gone', { interface: bond })
  requireNothingOn(bond, item.controller === null ? [] : [item.controller])
  const settings = item.bond ? settingsOf(state, activeUuid(state, bond)) : null
  const uuid = settings && bondUuid(settings)
  if (!uuid) throw new PuenteError('bond-not-ours', { bond })
  return { item, uuid, settings }
}

function requireNothingOn(bond: string, above: string[]): void {
  if (above.length > 0) throw new PuenteError('bond-in-use', { bond, by: fewNames(above) })
}

/** A primary that leaves is a fault, too, where nothing is asked of the options. */
function requireSound(
  { bond, options, add, remove }: AskedBondChange,
  settings: Settings,
  ports: string[],
): void {
  const then = [...ports.filter((nic) => !remove.includes(nic)), ...add]
  const found = bondOptionProblems(options ?? readBondOptions(settings), then)
  const problems = options ? found : found.filter(({ text }) => text.key === 'problem.bond-primary')
  const [problem] = [...bondPortProblems([...add, ...remove]), ...problems]
  if (!problem) return
  const params = { bond, field: problem.field }
  throw new PuenteError('bond-invalid', params, { cause: problem.text.key })
}

function changedProfile(settings: Settings, { options }: AskedBondChange): Settings | null {
  if (!options || isDeepStrictEqual(options, readBondOptions(settings))) return null
  return withBondOptions(settings, options)
}

/** The NIC whose connection the bond has goes only with the bond; others' ports are theirs. */
function portToRemove(
  state: NmState,
  { bond, uuid, settings }: { bond: string; uuid: string; settings: Settings },
  nic: string,
): OwnPort {
  const port = ownPorts(state, uuid).find((one) => one.nic === nic)
  if (!port) throw new PuenteError('port-not-ours', { bridge: bond, nic })
  if (readMark(settings)?.nic === nic) throw new PuenteError('bond-main-port', { bond, nic })
  return devicePath(state, nic) ? port : { ...port, original: null }
}
