/** The whole backend: its parts, and the contract's methods on them. */
import { dirname, join } from 'node:path'
import type { PuenteEvents, PuenteMethods } from '../../shared/contract/contract.ts'
import type { ErrorData } from '../../shared/errors.ts'
import type { Message } from '../../shared/message.ts'
import type { InventoryPatch } from '../../shared/model/inventory.ts'
import type { Machine } from '../../shared/model/machine.ts'
import type { Change } from '../../shared/model/plan.ts'
import { Journal, Marks, defaultTiming } from '../networkmanager/index.ts'
import type { Timing } from '../networkmanager/index.ts'
import { Addresses } from './inventory/addresses.ts'
import { BridgeAlong } from './bridges/bridge-along.ts'
import { BridgeLibvirt } from './bridges/bridge-libvirt.ts'
import { BridgeMoves } from './bridges/bridge-moves.ts'
import { BridgeWork } from './bridges/bridge-work.ts'
import { Bridges } from './bridges/bridges.ts'
import { Changes } from './bridges/changes.ts'
import { Doctor } from './doctor/doctor.ts'
import { Fixes } from './doctor/fixes.ts'
import { readHostSetup } from '../host/setup.ts'
import { MachineTexts } from './machines/machine-xml.ts'
import { History } from './bridges/history.ts'
import { openConsole } from './machines/consoles.ts'
import { Machines } from './machines/machines.ts'
import type { Host } from '../host/host.ts'
import type { Desk } from '../host/side.ts'
import { InventoryStore } from './inventory/inventory.ts'
import { LibvirtService } from './inventory/libvirt-service.ts'
import { NetworkManagerService } from './inventory/networkmanager-service.ts'
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
import { UserModes } from './machines/user-modes.ts'
import { Plans } from './plans/plans.ts'
import { withPools } from './inventory/pools.ts'
import { TapBridges } from './inventory/tap-bridges.ts'
import { TrafficWatch } from './traffic/traffic-watch.ts'
import { Undos } from './plans/undos.ts'

export interface BackendOptions {
  libvirtUri: string
  /** Where its machines are, and their network. */
  host: Host
  /** Where the person sits. */
  desk: Desk
  journalFile: string
  timing?: Timing
  publish: (patch: InventoryPatch) => void
  tell: (progress: PuenteEvents['progress']) => void
  tellDiagnosis: (progress: PuenteEvents['diagnosis']) => void
  count: (sample: PuenteEvents['traffic']) => void
}

export interface Backend {
  methods: PuenteMethods
  /** For the shell alone, which asks the person: what a plan needs consent for. */
  asksOf: (plan: string) => Message[]
  /** For the shell alone: carries a plan out that the person has agreed to. */
  applyAgreed: (plan: string) => Promise<Change>
  /** Publishes what is about to be, so that nothing that is sent now overtakes it. */
  publishNow: () => void
  /** Hears of each call that failed. */
  noteFailure: (error: ErrorData) => void
}

/** @returns the contract's methods, on a backend that is connecting by itself */
export function startBackend(options: BackendOptions): Backend {
  const inventory = new InventoryStore(options.publish)
  const { host, desk } = options
  const { side } = host
  const libvirt = new LibvirtService(inventory, { uri: options.libvirtUri, side })
  const marks = new Marks(join(dirname(options.journalFile), 'marks.json'))
  const networkManager = new NetworkManagerService(inventory, { marks, side }, (client) => {
    // Recovery that fails keeps its journal, and is tried again with the next connection.
    void bridgeWork.recover(client).catch(() => undefined)
  })
  const plans = new Plans(options.libvirtUri)
  const undos = new Undos(plans)
  const changes = new Changes(inventory)
  const addresses = new Addresses(inventory, libvirt, host)
  const networks = new Networks(inventory, libvirt, plans)
  const surroundings = new NetworkSurroundings(inventory, host)
  const networkParts = { inventory, libvirt, plans, undos, surroundings }
  const removal = new NetworkRemoval({ ...networkParts, networks })
  const switching = new NetworkSwitching({ ...networkParts, networks, removal })
  const creation = new NetworkCreation({ ...networkParts, removal })
  const editing = new NetworkEditing(networkParts)
  const facts = new NicFacts(inventory, host, libvirt)
  const work = new NicWork(libvirt, facts, undos)
  const modes = new UserModes(libvirt, side, () => facts.machines)
  const nicParts = { libvirt, host, plans, facts, work, modes }
  const nics = new Nics(nicParts)
  const settling = new NicSettling(nicParts)
  const moves = new NicMoves(nicParts)
  const texts = new MachineTexts(nicParts)
  const newMachines = new NewMachines({
    ...nicParts,
    ...{ uri: options.libvirtUri, desk },
    tell: options.tell,
  })
  const history = new History(join(dirname(options.journalFile), 'history.json'))
  const along = new BridgeAlong({ inventory, libvirt, networks, facts, work })
  const bridgeMoves = new BridgeMoves(inventory, facts, work)
  const bridgeWork = new BridgeWork({
    ...{ inventory, libvirt, networkManager, changes, history },
    journal: new Journal(options.journalFile),
    timing: options.timing ?? defaultTiming,
    inLibvirt: new BridgeLibvirt(inventory, libvirt, { moves: bridgeMoves, along }),
  })
  const bridgeParts = { inventory, libvirt, networkManager, plans }
  const bridges = new Bridges({ ...bridgeParts, moves: bridgeMoves, along, work: bridgeWork })
  const machines = new Machines(libvirt)
  const doctor = new Doctor({
    ...{ inventory, libvirt, networkManager, addresses, networks, surroundings },
    tell: options.tellDiagnosis,
    host,
  })
  inventory.observers.push((patch) => doctor.observe(patch))
  const fixes = new Fixes({
    ...{
      host,
      inventory,
      plans,
      undos,
      machines,
      networks,
      editing,
      surroundings,
      nics,
      settling,
      bridges,
    },
    fixOf: (finding) => doctor.fixOf(finding),
    fixNow: (finding) => doctor.fixNow(finding),
    done: () => doctor.wake(),
  })
  // Another host's taps may have the names of ours, and are not to be looked up here.
  const tapBridges = host.place === 'unknown' ? null : new TapBridges(inventory, side)
  const traffic = new TrafficWatch({ inventory, libvirt, host, publish: options.count })
  libvirt.start(
    [
      (machine) => withPools(machine, (name) => inventory.networkNamed(name)?.kind),
      (machine) => addresses.decorate(machine),
      (machine) => work.decorate(machine),
      ...(tapBridges ? [(machine: Machine) => tapBridges.decorate(machine)] : []),
    ],
    tapBridges,
  )
  if (host.place === 'unknown') inventory.setService('networkManager', { status: 'elsewhere' })
  else networkManager.start()

  const apply = (id: string, consent: { agreed: boolean }) =>
    plans.apply(id, consent).finally(() => doctor.wake())
  const methods: PuenteMethods = {
    getInventory: async () => inventory.snapshot(),
    getHostSetup: () => readHostSetup(desk),
    planCreateBridge: (intent) => bridges.planCreate(intent),
    planRemoveBridge: (intent) => bridges.planRemove(intent),
    planChangeBridge: (intent) => bridges.planChange(intent),
    planUseBridge: async (intent) => bridges.planUse(intent),
    getHistory: () => history.read(),
    planAddNic: (intent) => nics.planAdd(intent),
    planRemoveNic: async (intent) => nics.planRemove(intent),
    planChangeNic: (intent) => nics.planChange(intent),
    planSettleNic: (intent) => settling.planSettle(intent),
    planMoveMachines: async (intent) => moves.planMove(intent),
    planAttachMachines: async (intent) => moves.planAttach(intent),
    planCloneNics: (intent) => moves.planClone(intent),
    getNicModels: (machine) => nics.models(machine),
    getUserMode: (machine, nic) => nics.userMode(machine, nic),
    getNewMachineChoices: () => newMachines.choices(),
    planNewMachine: async (intent) => newMachines.plan(intent),
    getNicDetails: (machine, nic) => nics.details(machine, nic),
    getFilterNames: () => nics.filterNames(),
    getMachineXml: (uuid) => nics.machineXml(uuid),
    getMachineDefinition: (uuid) => texts.definition(uuid),
    planEditMachineXml: (intent) => texts.planMachine(intent),
    planEditNicXml: (intent) => texts.planNic(intent),
    refreshMachine: (uuid) => libvirt.refreshMachine(uuid),
    getNetworkDetails: (uuid) => networks.details(uuid),
    getOccupiedSubnets: async () => surroundings.occupied(),
    planCreateNetwork: (intent) => creation.planCreate(intent),
    planImportNetwork: (intent) => creation.planImport(intent),
    planEditNetwork: (intent) => editing.planEdit(intent),
    planEditNetworkXml: (intent) => editing.planEditXml(intent),
    planReserveAddress: (intent) => editing.planReserve(intent),
    planRestartNetwork: (intent) => networks.planRestart(intent),
    planDeleteNetwork: (intent) => removal.planDelete(intent),
    planUndo: (changeId) => undos.plan(changeId),
    applyPlan: (id) => apply(id, { agreed: false }),
    keepChange: async (id) => changes.answer(id, 'keep'),
    revertChange: async (id) => changes.answer(id, 'revert'),
    extendChange: (id) => changes.extend(id),
    startNetwork: (uuid) => switching.start(uuid),
    stopNetwork: (uuid, how) => switching.stop(uuid, how),
    setNetworkAutostart: (uuid, autostart) => switching.setAutostart(uuid, autostart),
    openConsole: (uuid) =>
      openConsole(uuid, {
        uri: options.libvirtUri,
        nameOf: (one) => facts.machine(one).name,
        xmlOf: (one) => nics.machineXml(one),
        desk,
      }),
    setMachineNote: (uuid, note) => machines.setNote(uuid, note),
    startMachine: (uuid) => machines.act(uuid, 'start'),
    shutDownMachine: (uuid) => machines.act(uuid, 'shut-down'),
    rebootMachine: (uuid) => machines.act(uuid, 'reboot'),
    pauseMachine: (uuid) => machines.act(uuid, 'pause'),
    resumeMachine: (uuid) => machines.act(uuid, 'resume'),
    forceOffMachine: (uuid) => machines.act(uuid, 'force-off'),
    discardSavedState: (uuid) => machines.act(uuid, 'discard-saved'),
    setMachineAutostart: (uuid, autostart) => machines.setAutostart(uuid, autostart),
    diagnose: (target, how) => doctor.diagnose(target, how),
    planFix: async (finding) => fixes.plan(finding),
    findAddresses: (bridge) => addresses.find(bridge),
    setVisible: async (visible) => {
      addresses.setVisible(visible)
      tapBridges?.setVisible(visible)
      traffic.setVisible(visible)
      libvirt.setVisible(visible)
      networkManager.setVisible(visible)
    },
    watchTraffic: async (watch) => traffic.setWatched(watch),
    dismissNotice: async (id) => inventory.removeNotice(id),
    reconnect: async (service) => (service === 'libvirt' ? libvirt : networkManager).retryNow(),
  }
  return {
    methods,
    asksOf: (plan) => plans.asksOf(plan),
    applyAgreed: (plan) => apply(plan, { agreed: true }),
    publishNow: () => inventory.flush(),
    noteFailure: ({ code }) => {
      if (code === 'libvirt-lost') libvirt.openAnew()
    },
  }
}
