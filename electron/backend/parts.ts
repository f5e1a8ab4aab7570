/** What the backend consists of, and who knows whom. */
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import type { PuenteEvents } from '../../shared/contract/contract.ts'
import type { InventoryPatch } from '../../shared/model/inventory.ts'
import type { AskPerson } from '../../shared/model/login-question.ts'
import { Journal, Marks, defaultTiming } from '../networkmanager/index.ts'
import type { NetworkManagerClient, Timing } from '../networkmanager/index.ts'
import { Addresses } from './inventory/addresses.ts'
import { BridgeAlong } from './bridges/bridge-along.ts'
import { BridgeLibvirt } from './bridges/bridge-libvirt.ts'
import { BridgeMoves } from './bridges/bridge-moves.ts'
import { BridgeWork } from './bridges/bridge-work.ts'
import { Bridges } from './bridges/bridges.ts'
import { Captures } from './captures/captures.ts'
import { Conditions } from './conditions/conditions.ts'
import { NetemWatch } from './conditions/netem-watch.ts'
import { Bonds } from './bridges/bonds.ts'
import { Changes } from './bridges/changes.ts'
import { Others } from './bridges/others.ts'
import { Interfaces } from './bridges/interfaces.ts'
import { Trunks } from './bridges/trunks.ts'
import { Doctor } from './doctor/doctor.ts'
import { Fixes } from './doctor/fixes.ts'
import { Forwards } from './forwards/forwards.ts'
import { Labs } from './labs/labs.ts'
import { MachineTexts } from './machines/machine-xml.ts'
import { Names } from './names/names.ts'
import { History } from './history/history.ts'
import { Unfinished } from './history/unfinished.ts'
import { WiringReader } from './history/wiring-reader.ts'
import { MadeMachines } from './machines/made-machines.ts'
import { Machines } from './machines/machines.ts'
import type { Host } from '../host/host.ts'
import type { Desk } from '../host/side.ts'
import { InventoryStore } from './inventory/inventory.ts'
import { LibvirtService } from './inventory/libvirt-service.ts'
import { NetworkManagerService } from './inventory/networkmanager-service.ts'
import { LanSlices } from './networks/lan-slices.ts'
import { NetworkCreation } from './networks/network-creation.ts'
import { NetworkEditing } from './networks/network-editing.ts'
import { NetworkRemoval } from './networks/network-removal.ts'
import { NetworkSurroundings } from './networks/network-surroundings.ts'
import { NetworkSwitching } from './networks/network-switching.ts'
import { Networks } from './networks/networks.ts'
import { NewMachines } from './machines/new-machine.ts'
import { NicFacts } from './machines/nic-facts.ts'
import { NicMoves } from './machines/nic-moves.ts'
import { NicSettling } from './machines/nic-settling.ts'
import { NicWork } from './machines/nic-work.ts'
import { Nics } from './machines/nics.ts'
import { Uploads } from './machines/uploads.ts'
import { UserModes } from './machines/user-modes.ts'
import { Plans } from './plans/plans.ts'
import { NetworkRules } from './rules/network-rules.ts'
import { Rules } from './rules/rules.ts'
import { Trials } from './rules/trials.ts'
import { TapBridges } from './inventory/tap-bridges.ts'
import { TrafficWatch } from './traffic/traffic-watch.ts'
import { HalfDone } from './wiring/half-done.ts'
import { WiringBack } from './wiring/wiring-back.ts'
import { Undos } from './plans/undos.ts'

export interface BackendOptions {
  libvirtUri: string
  /** Where its machines are, and their network. */
  host: Host
  /** Where the person sits. */
  desk: Desk
  /** What can't go on without the person. */
  ask: AskPerson
  journalFile: string
  /** Ends what an earlier start has left unfinished. Default: yes. */
  recovers?: boolean
  /** Ends what is being carried out, which is then taken back. */
  stop?: AbortSignal
  timing?: Timing
  publish: (patch: InventoryPatch) => void
  tell: (progress: PuenteEvents['progress']) => void
  tellDiagnosis: (progress: PuenteEvents['diagnosis']) => void
  count: (sample: PuenteEvents['traffic']) => void
  tellCapture: (progress: PuenteEvents['capture']) => void
  tellUpload: (progress: PuenteEvents['upload']) => void
}

/** What everything else stands on. */
function baseOf(options: BackendOptions) {
  type Following = (client: NetworkManagerClient) => Promise<void>
  const recovery: { of: Following | null; others: Following | null } = { of: null, others: null }
  const inventory = new InventoryStore(options.publish)
  const { host, libvirtUri } = options
  const { side } = host
  const libvirt = new LibvirtService(inventory, { uri: libvirtUri, side })
  const marks = new Marks(join(dirname(options.journalFile), 'marks.json'))
  const reached = { marks, side, uri: libvirtUri }
  const networkManager = new NetworkManagerService(inventory, reached, {
    // Recovery that fails keeps its journal, and is tried again with the next connection.
    connected: (client) => void recovery.of?.(client).catch(() => undefined),
    // What can't be told of others is no reason to do without NetworkManager.
    read: async (client) => recovery.others?.(client).catch(() => undefined),
  })
  const reader = new WiringReader({ inventory, libvirt })
  const whole = join(dirname(options.journalFile), 'unfinished.json')
  const unfinished = new Unfinished(whole, { reader, libvirt, inventory })
  const history = new History(join(dirname(options.journalFile), 'history.json'), {
    readWiring: (last) => reader.read(last),
    undoOf: (change) => undos.recordOf(change),
  })
  const plans = new Plans(options.libvirtUri, (...followed) => history.during(...followed))
  const undos: Undos = new Undos(plans)
  undos.shelf = history
  const changes = new Changes(inventory, side)
  const addresses = new Addresses(inventory, libvirt, host)
  // Taps of a host that can't be looked at may have the names of ours.
  const tapBridges = host.network === 'unknown' ? null : new TapBridges(inventory, side)
  const netem = host.network === 'unknown' || side.isFar ? null : new NetemWatch(inventory, side)
  const traffic = new TrafficWatch({ inventory, libvirt, host, publish: options.count })
  return {
    ...{ options, host, side, recovery },
    ...{ inventory, libvirt, networkManager, plans, undos, changes, addresses, history },
    ...{ tapBridges, netem, traffic, reader, unfinished },
  }
}

type Base = ReturnType<typeof baseOf>

function networkPartsOf({ inventory, libvirt, plans, undos, host, history }: Base) {
  const networks = new Networks(inventory, libvirt, plans)
  const surroundings = new NetworkSurroundings(inventory, host)
  const networkParts = { inventory, libvirt, plans, undos, surroundings }
  const removal = new NetworkRemoval({ ...networkParts, networks })
  const switching = new NetworkSwitching({ ...networkParts, networks, removal, history })
  const creation = new NetworkCreation({ ...networkParts, removal })
  const editing = new NetworkEditing(networkParts)
  const slices = new LanSlices({ ...networkParts, host, creation, removal })
  return { networks, surroundings, switching, creation, editing, slices, removal }
}

function machinePartsOf({ options, inventory, libvirt, plans, undos, host, side }: Base) {
  const facts = new NicFacts(inventory, host, libvirt)
  const work = new NicWork(libvirt, facts, undos)
  const modes = new UserModes(libvirt, side, inventory)
  const nicParts = { libvirt, host, plans, facts, work, modes }
  const nics = new Nics(nicParts)
  const settling = new NicSettling(nicParts)
  const moves = new NicMoves(nicParts)
  const texts = new MachineTexts(nicParts)
  const newMachines = new NewMachines({
    ...nicParts,
    ...{ uri: options.libvirtUri, desk: options.desk },
    tell: options.tell,
  })
  const uploads = new Uploads({ libvirt, tell: options.tellUpload })
  const madeMachines = new MadeMachines({ libvirt, host, facts, undos })
  const machines = new Machines(libvirt)
  const making = { newMachines, madeMachines, uploads }
  return { modes, facts, work, nics, settling, moves, texts, ...making, machines }
}

type NetworksAndMachines = ReturnType<typeof networkPartsOf> & ReturnType<typeof machinePartsOf>

function bridgePartsOf(
  { options, side, inventory, libvirt, networkManager, plans, changes, recovery, history }: Base,
  { networks, facts, work }: NetworksAndMachines,
) {
  const along = new BridgeAlong({ inventory, libvirt, networks, facts, work })
  const bridgeMoves = new BridgeMoves(inventory, facts, work)
  const journal = new Journal(options.journalFile, side)
  const bridgeWork = new BridgeWork({
    ...{ inventory, libvirt, networkManager, changes, history },
    ...{ journal, side, ask: options.ask },
    by: `${options.desk.user.name}@${hostname()}`,
    timing: options.timing ?? defaultTiming,
    inLibvirt: new BridgeLibvirt(inventory, libvirt, { moves: bridgeMoves, along }),
  })
  const bridgeParts = { inventory, libvirt, networkManager, plans }
  const bridges = new Bridges({ ...bridgeParts, moves: bridgeMoves, along, work: bridgeWork })
  const bonds = new Bonds({ inventory, networkManager, plans, along, work: bridgeWork })
  const trunks = new Trunks({ ...bridgeParts, work: bridgeWork })
  const interfaces = new Interfaces({ networkManager, plans, work: bridgeWork })
  const others = new Others({ ...bridgeParts, journal, work: bridgeWork })
  recovery.others = (client) => others.read(client)
  if (options.recovers !== false) recovery.of = (client) => bridgeWork.recover(client)
  return { bridges, bonds, trunks, interfaces, others }
}

export function makeParts(options: BackendOptions) {
  const base = baseOf(options)
  const both = { ...networkPartsOf(base), ...machinePartsOf(base) }
  const forwards = new Forwards({ ...base, ...both })
  const names = new Names({ ...base, ...both, desk: options.desk })
  const trials = new Trials(base.side)
  const rules = new Rules({ ...base, ...both, trials })
  const readNic: Rules['read'] = (machine, nic) => rules.read(machine, nic)
  const networkRules = new NetworkRules({ ...base, ...both, trials, readNic })
  const { desk, tellCapture } = options
  const captures = new Captures({ side: base.side, desk, tellCapture })
  const conditions = new Conditions({ ...base, ...both, desk })
  const labs = new Labs({ ...base, ...both, conditions, forwards, stop: options.stop })
  const wire = { rules, networkRules, trials, captures, conditions, labs }
  const wiringBack = new WiringBack({ ...base, ...both })
  const halfDone = new HalfDone({ ...base, ...both, conditions, forwards })
  const parts = {
    ...base,
    ...{ wiringBack, halfDone },
    ...both,
    ...bridgePartsOf(base, both),
    forwards,
    names,
    ...wire,
  }
  const doctor = new Doctor({ ...parts, tell: options.tellDiagnosis })
  parts.inventory.observers.push((patch) => doctor.observe(patch))
  const fixes = new Fixes({
    ...parts,
    fixOf: (finding) => doctor.fixOf(finding),
    fixNow: (finding) => doctor.fixNow(finding),
    done: () => doctor.wake(),
  })
  return { ...parts, doctor, fixes }
}

export type Parts = ReturnType<typeof makeParts>
