/** Carries out the plans of an interface's own connection, and undoes them; its own profile is left alone. */
import { parseAddress } from '../../../shared/rules/ip.ts'
import { plainServer } from '../../../shared/rules/name-servers.ts'
import type { InterfaceSettings } from '../../../shared/schemas/interface-intents.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import { activate, addKnownProfile, deactivate, withWireSecrets } from '../client/profiles.ts'
import type { ChangeInterfacePlan, RestoreInterfacePlan } from '../profile/plan.ts'
import { normalized } from '../bridge/addressing/addresses.ts'
import { entryOf, nothing, standingOn } from './apply.ts'
import { askToKeep, during, openCheckpoint, verifyWith } from './checkpointed.ts'
import type { Control } from './checkpointed.ts'
import { takeBaseline } from './connectivity.ts'
import type { Baseline } from './connectivity.ts'
import { finish } from './finish.ts'
import type { BridgeEntry } from './journal.ts'
import { keepMetrics } from './route-metric.ts'

/** @throws Reverted, PuenteError; the caller then restores by the journal */
export async function applyChangeInterface(
  nm: NetworkManagerClient,
  plan: ChangeInterfacePlan,
  control: Control,
): Promise<void> {
  const { nic, uuid, profile, present, replaced } = plan
  const before = await takeBaseline(nm, nic)
  const wanted = wantedOf(before, plan.before, plan.asked)
  const entry: BridgeEntry = {
    ...entryOf({ bridge: nic, bridgeUuid: uuid }, control, 'change-interface'),
    added: [{ nic, uuid, original: present }],
    removed: replaced === null ? [] : [{ nic, uuid: replaced, original: null }],
    before: present === null ? null : standingOn(nm, nic, before),
    after: standingOn(nm, nic, wanted),
  }
  using hold = await openCheckpoint(nm, entry, [nic], control)
  await during('activate', control, async () => {
    await addKnownProfile(nm, await withWireSecrets(nm, present, profile))
    await activate(nm, uuid, nic, control.timing.addressMs)
  })
  await verifyWith(nm, nic, wanted, hold, control)
  await askToKeep(nm, hold, control)
  await during('store', control, () => finish(nm, entry, hold.checkpoint, control.journal))
}

/** @throws Reverted, PuenteError; the caller then restores by the journal */
export async function applyRestoreInterface(
  nm: NetworkManagerClient,
  plan: RestoreInterfacePlan,
  control: Control,
): Promise<void> {
  const { nic, uuid, original, metrics } = plan
  const before = await takeBaseline(nm, nic)
  const wanted = plan.after ? wantedOf(before, plan.before, plan.after) : null
  const entry: BridgeEntry = {
    ...entryOf({ bridge: nic, bridgeUuid: uuid }, control, 'restore-interface'),
    removed: [{ nic, uuid, original }],
    before: standingOn(nm, nic, before),
    after: wanted && { ...standingOn(nm, nic, wanted), metrics },
  }
  using hold = await openCheckpoint(nm, entry, [nic], control)
  await during('activate', control, async () => {
    if (original === null) return deactivate(nm, nic)
    await activate(nm, original, nic, control.timing.addressMs)
    await keepMetrics(nm, nic, metrics)
  })
  if (wanted) await verifyWith(nm, nic, wanted, hold, control)
  else control.step('verify', 'done')
  await askToKeep(nm, hold, control)
  await during('store', control, () => finish(nm, entry, hold.checkpoint, control.journal))
}

/** What worked before is required, but not of what was asked to be other. */
function wantedOf(before: Baseline, was: InterfaceSettings, asked: InterfaceSettings): Baseline {
  const both = (['ipv4', 'ipv6'] as const).map((name) => ofFamily(before, name, was, asked))
  const leads = both.some(({ gateways }) => gateways.length > 0) || asked.ipv4.method === 'auto'
  const begins = asked.ipv4.method === 'auto' && was.ipv4.method !== 'auto'
  return {
    ...nothing,
    ...{ link: before.link, others: before.others },
    addresses: both.flatMap(({ addresses }) => addresses),
    gateways: both.flatMap(({ gateways }) => gateways),
    answering: both.flatMap(({ answering }) => answering),
    usesDhcp: asked.ipv4.method === 'auto',
    ...(begins && { leased: before.addresses.join(', ') || '—' }),
    nameServers: leads ? serversOf(before, was, asked) : [],
    online: leads && before.online,
  }
}

type Part = Pick<Baseline, 'addresses' | 'gateways' | 'answering'>

function ofFamily(
  before: Baseline,
  name: 'ipv4' | 'ipv6',
  was: InterfaceSettings,
  asked: InterfaceSettings,
): Part {
  const isOf = (text: string) => parseAddress(text.split('/')[0] ?? '')?.family === name
  const { method, addresses, gateway } = asked[name]
  const given = addresses.map(normalized)
  if (method === 'none') return { addresses: [], gateways: [], answering: [] }
  if (method === 'auto') {
    if (was[name].method !== 'auto') return { addresses: given, gateways: [], answering: [] }
    const written = was[name].addresses.map(normalized)
    const kept = before.addresses.filter((text) => isOf(text) && !written.includes(text))
    const gateways = before.gateways.filter(isOf)
    return { addresses: [...kept, ...given], gateways, answering: before.answering.filter(isOf) }
  }
  const gateways = gateway === null ? [] : [normalized(gateway)]
  // Where a gateway of the family answered before, the one that was asked for has to, too.
  const answered = before.answering.some(isOf)
  return { addresses: given, gateways, answering: answered ? gateways : [] }
}

/** Some server answered before, so one of those asked for has to; what DHCP gives is not known yet. */
function serversOf(before: Baseline, was: InterfaceSettings, asked: InterfaceSettings): string[] {
  if (before.nameServers.length === 0) return []
  const own = asked.dns.flatMap((server) => plainServer(server) ?? [])
  if (own.length > 0) return own
  const isSame = was.dns.length === 0 && was.ipv4.method === asked.ipv4.method
  return isSame && asked.dns.length === 0 ? before.nameServers : []
}
