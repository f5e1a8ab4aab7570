/** What giving an interface other addresses, DNS, routes or MTU will do. Pure. */
import { isDeepStrictEqual } from 'node:util'
import { PuenteError } from '../../../shared/errors.ts'
import { message } from '../../../shared/message.ts'
import type { HostInterface } from '../../../shared/model/host.ts'
import { fewNames } from '../../../shared/rules/few-names.ts'
import { whyNoSettings } from '../../../shared/rules/interfaces/changeable.ts'
import { interfaceProblemsSince } from '../../../shared/rules/interfaces/problems.ts'
import type {
  ChangeInterfaceIntent,
  InterfaceSettings,
} from '../../../shared/schemas/interface-intents.ts'
import { requireAddressesOnce } from '../bridge/freed-profile.ts'
import type { Uuids } from '../bridge/plan.ts'
import { originalUuid } from '../bridge/profiles.ts'
import { interfaceNamed } from '../interfaces/interfaces.ts'
import { factsOf } from '../interfaces/nic-facts.ts'
import type { NicFacts } from '../interfaces/nic-facts.ts'
import { settingsOf } from '../client/objects.ts'
import type { NmState } from '../client/objects.ts'
import { readMark, setting } from '../client/settings.ts'
import { originalOf, ownProfile } from './own.ts'
import type { ChangeInterfacePlan } from './plan.ts'
import { changeInterfaceView } from './plan-view.ts'
import { readInterfaceSettings, withInterfaceSettings } from './settings.ts'

/** @throws PuenteError `interface-gone`, `interface-no-settings`, `interface-settings-invalid`… */
export function planChangeInterface(
  state: NmState,
  { interface: nic, settings: asked }: ChangeInterfaceIntent,
  uuids: Uuids,
): ChangeInterfacePlan {
  const item = changeable(state, nic)
  const facts = factsOf(state, item)
  const uuid = uuids(nic)
  const present = originalUuid(facts)
  const isOurs = facts.original !== null && readMark(facts.original) !== null
  const base = ownProfile(facts, { uuid, original: originalOf(facts) })
  const before = settingsNow(facts)
  requireSound(nic, before, asked)
  // One that nothing is active on is connected by it.
  if (present !== null && isDeepStrictEqual(before, asked))
    throw new PuenteError('nothing-to-change')
  if (!isOurs) {
    requireUnnamed(state, nic, present)
    requireAddressesOnce(state, [{ facts }])
  }
  const profile = withInterfaceSettings(base, asked)
  const replaced = isOurs ? present : null
  const plan = { nic, uuid, profile, present, replaced, asked, before }
  return { ...plan, view: changeInterfaceView(state, item, facts, plan) }
}

/** What an interface is asked for now. @throws PuenteError `interface-gone`, `interface-no-settings` */
export function interfaceSettingsOf(state: NmState, nic: string): InterfaceSettings {
  return settingsNow(factsOf(state, changeable(state, nic)))
}

function settingsNow(facts: NicFacts): InterfaceSettings {
  return readInterfaceSettings(facts.original ?? ownProfile(facts, { uuid: '', original: null }))
}

function changeable(state: NmState, nic: string): HostInterface {
  const item = interfaceNamed(state, nic)
  if (!item) throw new PuenteError('interface-gone', { interface: nic })
  const refusal = whyNoSettings(item) ?? (settingsFit(state, item) ? null : otherType(nic))
  if (refusal) throw new PuenteError('interface-no-settings', { nic }, { cause: refusal.key })
  return item
}

const otherType = (nic: string) => message('refusal.settings-kind', { nic })

/** Dialling in by PPPoE, for one, is a profile on a NIC, too, and no connection of it. */
function settingsFit(state: NmState, { profile }: HostInterface): boolean {
  const settings = settingsOf(state, profile?.uuid ?? null)
  const type = settings && setting<string>(settings, 'connection', 'type')
  return type === null || type === undefined || ['802-3-ethernet', 'vlan'].includes(type)
}

function requireSound(nic: string, before: InterfaceSettings, asked: InterfaceSettings): void {
  const [found] = interfaceProblemsSince(before, asked)
  if (!found) return
  const params = { nic, field: found.field }
  throw new PuenteError('interface-settings-invalid', params, { cause: found.text.key })
}

/** A VLAN whose profile names that of its NIC would not come up over another one. */
function requireUnnamed(state: NmState, nic: string, present: string | null): void {
  if (present === null) return
  const named = [...state.profiles.values()].flatMap((settings) => {
    const names = [setting(settings, 'vlan', 'parent'), setting(settings, 'connection', 'master')]
    return names.includes(present) ? [setting<string>(settings, 'connection', 'id') ?? ''] : []
  })
  if (named.length > 0) throw new PuenteError('profile-named', { nic, by: fewNames(named) })
}
