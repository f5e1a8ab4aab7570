/**
 * Executes a bridge plan: nothing is decided here that the plan has not decided, except to go
 * back. Whatever ends it early, the host is brought back to what it was, and that is verified.
 */
import type { BridgeAddresses } from '../../../shared/model/bridge-settings.ts'
import { parseAddress } from '../../../shared/rules/ip.ts'
import type { NetworkManagerClient } from '../client/client.ts'
import type { CreateBridgePlan, PlannedPort, RemoveBridgePlan } from '../bridge/plan.ts'
import type { ChangeBridgePlan } from '../bridge/change.ts'
import type { MadeProfile } from '../bridge/way-back.ts'
import { trialOf } from '../bridge/trial.ts'
import { askToKeep, during, openCheckpoint, verifyWith } from './checkpointed.ts'
import type { Control } from './checkpointed.ts'
import { givenTo } from '../interfaces/nic-facts.ts'
import { takeBaseline } from './connectivity.ts'
import type { Baseline } from './connectivity.ts'
import { finish } from './finish.ts'
import type { BridgeEntry, JournalPort, Place } from './journal.ts'
import { whoseIn, withNote } from './note.ts'
import { requireNoCheckpoint } from '../client/checkpoint.ts'
import { requirePermissions } from '../client/permissions.ts'
import {
  activate,
  activateBridge,
  activateMissing,
  addKnownProfile,
  addTemporaryProfile,
  deactivate,
  reapply,
  rewriteTemporaryProfile,
  withWireSecrets,
} from '../client/profiles.ts'
import type { Activated } from '../client/profiles.ts'
import { journalRevised, revisePort } from './port-vlans.ts'
import { keepMetrics, metricsOf } from './route-metric.ts'
import { devicePath, profilePath, settingsOf } from '../client/objects.ts'
import { normalized } from '../bridge/addressing/addresses.ts'
import { leasesInDoubt, leasesOf, withLeasesBeside } from '../bridge/addressing/lease.ts'
import { lostAddresses } from '../bridge/addressing/carried-addresses.ts'
import { gatewaysOf } from '../../../shared/rules/bridge-gateways.ts'
import { setting } from '../client/settings.ts'
import { toJson } from '../client/settings-json.ts'
import type { Settings } from '../client/settings.ts'

const PORT_ACTIVATION_MS = 20_000

/** @throws Reverted, PuenteError; the caller then restores by the journal */
export async function applyCreateBridge(
  nm: NetworkManagerClient,
  plan: CreateBridgePlan,
  control: Control,
): Promise<void> {
  if (plan.ports.length === 0) return applyBridgeAlone(nm, plan, control)
  const { bridge, bridgeUuid, nic, ports } = plan
  const before = await takeBaseline(nm, nic?.name ?? ports[0]?.facts.name ?? '')
  const kept = nic ? without(before, lostAddresses(nic).advertised) : before
  const wanted = expected(kept, nic?.original ? plan.addresses : (plan.addresses ?? dhcp))
  // Those that were asked to be others are no lease.
  const leases = nm.side.isFar && nic && plan.addresses === null ? leasesOf(nic) : []
  const trial = trialOf(plan.bridgeProfile, plan.addresses === null, nm.side.isFar, leases)
  const [first, others] = firstAndOthers(ports, bridgeUuid)
  const entry: BridgeEntry = {
    ...entryOf(plan, control, plan.kind),
    added: ports.map(journalPort),
    profile: toJson(plan.bridgeProfile),
    before: nic?.original ? standingOn(nm, nic.name, before) : null,
    after: standingOn(nm, bridge, wanted),
    noted: true,
  }
  using hold = await openCheckpoint(nm, entry, ports.map(nicOf), control)
  const { path } = hold.checkpoint
  const note = { by: control.by, since: Date.now(), entry: { ...entry, checkpoint: path }, leases }
  await during('profiles', control, async () => {
    await addTemporaryProfile(nm, withNote(trial.activated, note))
    await addPorts(nm, first)
  })
  await during('activate', control, async () => {
    const wantedPorts = first.map(activated)
    const direct = wantedPorts.slice(0, 1)
    const made = { uuid: bridgeUuid, device: bridge }
    const { then } = trial
    const addresses = then ? () => giveAddresses(nm, plan, withNote(then, note)) : undefined
    await activateBridge(nm, made, direct, PORT_ACTIVATION_MS, addresses)
    await activateMissing(nm, wantedPorts, PORT_ACTIVATION_MS)
    await addPorts(nm, others)
    await activateMissing(nm, others.map(activated), PORT_ACTIVATION_MS)
  })
  const doubt = await verifyWith(nm, bridge, wanted, hold, control, leases)
  await askToKeep(nm, hold, control, doubt)
  const lost = doubt ? leasesInDoubt(leases, givenTo(nm.state, bridge)) : []
  const profile = withLeasesBeside(plan.bridgeProfile, lost)
  const stored = { ...entry, profile: toJson(profile) }
  await during('store', control, () => finish(nm, stored, hold.checkpoint, control.journal))
  // DHCP has given it by now, and what is written beside would outlive the lease. Where the host does
  // not answer just now, it stays until the next activation; so it does beside DHCPv6: the kernel would
  // look for duplicates of all addresses of IPv6 anew, and the host be away for a second.
  const isOfIpv4 = leases.every(({ family }) => family === 'ipv4')
  if (isOfIpv4 && leases.length > lost.length) await reapply(nm, bridge).catch(() => undefined)
}

/** Nothing of the host's own connection is touched, so there is nothing to roll back to. */
async function applyBridgeAlone(
  nm: NetworkManagerClient,
  plan: CreateBridgePlan,
  control: Control,
): Promise<void> {
  const entry = entryOf(plan, control, plan.kind)
  await during('profiles', control, async () => {
    await requirePermissions(nm)
    await requireNoCheckpoint(nm, whoseIn(nm.state))
    await control.journal.write(entry)
    await addKnownProfile(nm, plan.bridgeProfile)
  })
  await during('activate', control, () => {
    const bridge = { uuid: plan.bridgeUuid, device: plan.bridge }
    return activateBridge(nm, bridge, [], PORT_ACTIVATION_MS)
  })
  control.keeping()
  await during('store', control, () => finish(nm, entry, null, control.journal))
}

/** @throws Reverted, PuenteError; the caller then restores by the journal */
export async function applyRemoveBridge(
  nm: NetworkManagerClient,
  plan: RemoveBridgePlan,
  control: Control,
): Promise<void> {
  const { bridge, ports, back, isUp } = plan
  const before = await takeBaseline(nm, bridge)
  const { addresses = [], prefixes = [] } = plan.returning ?? {}
  const wanted = expected({ ...before, addresses, prefixes }, plan.own?.back ?? null)
  const entry: BridgeEntry = {
    ...entryOf(plan, control, plan.kind),
    removed: ports,
    made: back.made && { nic: back.made.nic, uuid: back.made.uuid },
    before: isUp ? standingOn(nm, bridge, before) : null,
    after: back.profile && back.nic && isUp ? standingOn(nm, back.nic, wanted, bridge) : null,
  }
  const named = new Set([...ports.map(({ nic }) => nic), ...(back.nic ? [back.nic] : []), bridge])
  const devices = [...named].filter((name) => devicePath(nm.state, name))
  // Without any device there is nothing to go back to, and a checkpoint of none would be of all.
  if (devices.length === 0) return removeProfiles(nm, entry, control)
  using hold = await openCheckpoint(nm, entry, devices, control)
  await during('activate', control, async () => {
    if (back.made) await addMade(nm, back.made)
    const given = giveAllBack(nm, plan, control)
    // With the NIC's addresses on both, a far host could not be told to let go of the bridge's: it has
    // heard of both before the first begins.
    const left = nm.side.isFar ? deactivate(nm, bridge) : undefined
    await Promise.all([given, left])
    if (entry.after) await keepMetrics(nm, entry.after.device, entry.after.metrics)
    await deactivate(nm, bridge)
  })
  if (entry.after) await verifyWith(nm, entry.after.device, wanted, hold, control)
  else control.step('verify', 'done')
  await askToKeep(nm, hold, control)
  await during('store', control, () => finish(nm, entry, hold.checkpoint, control.journal))
}

async function removeProfiles(
  nm: NetworkManagerClient,
  entry: BridgeEntry,
  control: Control,
): Promise<void> {
  await during('checkpoint', control, async () => {
    await requirePermissions(nm)
    await requireNoCheckpoint(nm, whoseIn(nm.state))
  })
  control.step('activate', 'done')
  control.step('verify', 'done')
  control.keeping()
  await during('store', control, () => finish(nm, entry, null, control.journal))
}

/** @throws Reverted, PuenteError; the caller then restores by the journal */
export async function applyChangeBridge(
  nm: NetworkManagerClient,
  plan: ChangeBridgePlan,
  control: Control,
): Promise<void> {
  const { bridge, profile, reapplies, added, removed, dead, revised } = plan
  const before = await takeBaseline(nm, bridge)
  const wanted = expected(before, plan.addresses)
  const entry: BridgeEntry = {
    ...entryOf(plan, control, 'change-bridge'),
    added: added.map(journalPort),
    revised: revised.map(journalRevised),
    removed: [...removed, ...dead.map((port) => ({ ...port, original: null }))],
    profile: profile && toJson(profile),
    replaced: profile && toJson(settingsOf(nm.state, plan.bridgeUuid) ?? profile),
    before: standingOn(nm, bridge, before),
    after: standingOn(nm, bridge, wanted),
  }
  const devices = [bridge, ...added.map(nicOf), ...[...removed, ...revised].map(({ nic }) => nic)]
  using hold = await openCheckpoint(nm, entry, devices, control)
  if (profile && reapplies) await during('reapply', control, () => reapply(nm, bridge, profile))
  for (const port of revised) {
    await during(`vlans ${port.nic}`, control, () => revisePort(nm, port))
  }
  for (const port of added) {
    await during(`add ${port.facts.name}`, control, () => addPort(nm, port))
  }
  for (const port of removed) {
    await during(`remove ${port.nic}`, control, () => giveBack(nm, [port], control))
  }
  await verifyWith(nm, bridge, wanted, hold, control)
  await askToKeep(nm, hold, control)
  await during('store', control, () => finish(nm, entry, hold.checkpoint, control.journal))
}

/**
 * The port that the host's connection goes through, with a bond's own ports, and all the others.
 * Those come later: one that is in the bridge first gives it a carrier, and what the host asks a
 * DHCP server or a router then goes out where neither may be, and is asked again seconds later.
 */
function firstAndOthers(ports: PlannedPort[], bridgeUuid: string): [PlannedPort[], PlannedPort[]] {
  const isDirect = ({ profile }: PlannedPort) =>
    setting<string>(profile, 'connection', 'master') === bridgeUuid
  const second = ports.findIndex((port, index) => index > 0 && isDirect(port))
  return second < 0 ? [ports, []] : [ports.slice(0, second), ports.slice(second)]
}

/** At once, and for a NetworkManager that is restarted before the person has said Keep. */
async function giveAddresses(
  nm: NetworkManagerClient,
  { bridge, bridgeUuid }: CreateBridgePlan,
  settings: Settings,
): Promise<void> {
  await reapply(nm, bridge, settings)
  await rewriteTemporaryProfile(nm, bridgeUuid, settings)
}

const dhcp: BridgeAddresses = { method: 'dhcp' }

export const nothing: Baseline = {
  link: true,
  addresses: [],
  prefixes: [],
  usesDhcp: false,
  gateways: [],
  answering: [],
  nameServers: [],
  online: false,
  others: [],
}

/** What worked before is required, but not of addresses that were asked to be others. */
function expected(before: Baseline, asked: BridgeAddresses | null): Baseline {
  if (asked === null) return before
  const kept = { ...nothing, link: before.link, others: before.others }
  if (asked.method !== 'static') {
    return { ...kept, usesDhcp: asked.method === 'dhcp' }
  }
  const addresses = asked.addresses.map(normalized)
  const given = gatewaysOf(asked).map(normalized)
  // Of a family in which a gateway answered before, the one that was asked for has to, too.
  const families = before.answering.map((gateway) => parseAddress(gateway)?.family)
  const answering = given.filter((gateway) => families.includes(parseAddress(gateway)?.family))
  return { ...kept, addresses, gateways: given, answering }
}

function without(before: Baseline, lost: string[]): Baseline {
  return { ...before, addresses: before.addresses.filter((address) => !lost.includes(address)) }
}

export function entryOf(
  { bridge, bridgeUuid }: { bridge: string; bridgeUuid: string },
  { network, moveTo, along }: Control,
  kind: BridgeEntry['kind'],
): BridgeEntry {
  return {
    ...{ kind, stage: 'applying', bridge, bridgeUuid, network, moveTo, along },
    ...{
      added: [],
      removed: [],
      revised: [],
      made: null,
      profile: null,
      replaced: null,
      before: null,
      after: null,
    },
    checkpoint: null,
  }
}

/** `from`: the device whose metrics are to be kept, where they are not on this one yet. */
export function standingOn(
  nm: NetworkManagerClient,
  device: string,
  { addresses, gateways }: Baseline,
  from = device,
): Place {
  return { device, addresses, gateways, metrics: metricsOf(nm.state, from) }
}

export function journalPort({ facts, uuid, original }: PlannedPort): JournalPort {
  return { nic: facts.name, uuid, original }
}

function nicOf({ facts }: PlannedPort): string {
  return facts.name
}

function activated({ facts, uuid }: PlannedPort): Activated {
  return { uuid, device: facts.name }
}

async function addPorts(nm: NetworkManagerClient, ports: PlannedPort[]): Promise<void> {
  for (const port of ports) {
    await addKnownProfile(nm, await withWireSecrets(nm, port.original, port.profile))
  }
}

async function addMade(nm: NetworkManagerClient, made: MadeProfile): Promise<void> {
  const { settings: profile, port: original } = made
  await addKnownProfile(nm, await withWireSecrets(nm, original, profile))
}

export async function addPort(nm: NetworkManagerClient, port: PlannedPort): Promise<void> {
  await addPorts(nm, [port])
  await activateMissing(nm, [activated(port)], PORT_ACTIVATION_MS)
}

/** The NIC that the bridge has its connection from comes first. */
async function giveAllBack(
  nm: NetworkManagerClient,
  { back, ports }: RemoveBridgePlan,
  control: Control,
): Promise<void> {
  if (back.nic && back.profile && !ports.some(({ nic }) => nic === back.nic)) {
    await activate(nm, back.profile, back.nic, control.timing.addressMs)
  }
  await giveBack(nm, ports, control)
}

/** Each NIC gets back what it had; one that had nothing is let go. */
export async function giveBack(
  nm: NetworkManagerClient,
  ports: JournalPort[],
  { timing }: Control,
): Promise<void> {
  for (const { nic, original } of ports) {
    if (original && profilePath(nm.state, original)) {
      await activate(nm, original, nic, timing.addressMs)
    } else await deactivate(nm, nic)
  }
}
