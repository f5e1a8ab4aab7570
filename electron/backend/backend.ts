/** The whole backend: its parts, and the contract's methods on them. */
import type { PuenteEvents, PuenteMethods } from '../../shared/contract.ts'
import type { InventoryPatch } from '../../shared/model/inventory.ts'
import { Journal, defaultTiming } from '../networkmanager/index.ts'
import type { Timing } from '../networkmanager/index.ts'
import { Addresses } from './addresses.ts'
import { Bridges } from './bridges.ts'
import { Changes } from './changes.ts'
import { Machines } from './machines.ts'
import { InventoryStore } from './inventory.ts'
import { LibvirtService } from './libvirt-service.ts'
import { NetworkManagerService } from './networkmanager-service.ts'
import { NetworkCreation } from './network-creation.ts'
import { NetworkEditing } from './network-editing.ts'
import { NetworkSurroundings } from './network-surroundings.ts'
import { Networks } from './networks.ts'
import { NewMachines } from './new-machine.ts'
import { NicFacts } from './nic-facts.ts'
import { NicMoves } from './nic-moves.ts'
import { NicWork } from './nic-work.ts'
import { Nics } from './nics.ts'
import { Plans } from './plans.ts'

export interface BackendOptions {
  libvirtUri: string
  journalFile: string
  timing?: Timing
  publish: (patch: InventoryPatch) => void
  tell: (progress: PuenteEvents['progress']) => void
}

/** @returns the contract's methods, on a backend that is connecting by itself */
export function startBackend(options: BackendOptions): PuenteMethods {
  const inventory = new InventoryStore(options.publish)
  const libvirt = new LibvirtService(inventory, options.libvirtUri)
  const networkManager = new NetworkManagerService(inventory, (client) => {
    // Recovery that fails keeps its journal, and is tried again with the next connection.
    void bridges.recover(client).catch(() => undefined)
  })
  const plans = new Plans()
  const changes = new Changes(inventory)
  const addresses = new Addresses(inventory, libvirt)
  const networks = new Networks(inventory, libvirt, plans)
  const surroundings = new NetworkSurroundings(inventory)
  const creation = new NetworkCreation(inventory, libvirt, plans, surroundings)
  const editing = new NetworkEditing(inventory, libvirt, plans, surroundings)
  const work = new NicWork(libvirt)
  const nicParts = { libvirt, plans, facts: new NicFacts(inventory), work }
  const nics = new Nics(nicParts)
  const moves = new NicMoves(nicParts)
  const newMachines = new NewMachines({
    ...nicParts,
    uri: options.libvirtUri,
    tell: options.tell,
  })
  const bridges = new Bridges({
    inventory,
    libvirt,
    networkManager,
    changes,
    plans,
    journal: new Journal(options.journalFile),
    timing: options.timing ?? defaultTiming,
  })
  const machines = new Machines(libvirt)
  libvirt.start()
  networkManager.start()

  return {
    getInventory: async () => inventory.snapshot(),
    planCreateBridge: async (intent) => bridges.planCreate(intent),
    planRemoveBridge: async (intent) => bridges.planRemove(intent),
    planAddNic: (intent) => nics.planAdd(intent),
    planRemoveNic: async (intent) => nics.planRemove(intent),
    planChangeNic: (intent) => nics.planChange(intent),
    planSettleNic: (intent) => nics.planSettle(intent),
    planMoveMachines: async (intent) => moves.planMove(intent),
    planAttachMachines: async (intent) => moves.planAttach(intent),
    planCloneNics: (intent) => moves.planClone(intent),
    planUndoNics: async (changeId) => nics.planUndo(changeId),
    getNewMachineChoices: () => newMachines.choices(),
    planNewMachine: async (intent) => newMachines.plan(intent),
    getNicDetails: (machine, nic) => nics.details(machine, nic),
    getFilterNames: () => nics.filterNames(),
    getMachineXml: (uuid) => nics.machineXml(uuid),
    refreshMachine: (uuid) => libvirt.refreshMachine(uuid),
    getNetworkDetails: (uuid) => networks.details(uuid),
    getOccupiedSubnets: async () => surroundings.occupied(),
    planCreateNetwork: (intent) => creation.planCreate(intent),
    planImportNetwork: (intent) => creation.planImport(intent),
    planEditNetwork: (intent) => editing.planEdit(intent),
    planEditNetworkXml: (intent) => editing.planEditXml(intent),
    planReserveAddress: (intent) => editing.planReserve(intent),
    planRestartNetwork: (intent) => networks.planRestart(intent),
    planDeleteNetwork: async (intent) => networks.planDelete(intent),
    applyPlan: async (id) => plans.apply(id),
    keepChange: async (id) => changes.answer(id, 'keep'),
    revertChange: async (id) => changes.answer(id, 'revert'),
    startNetwork: (uuid) => networks.start(uuid),
    stopNetwork: (uuid, how) => networks.stop(uuid, how),
    setNetworkAutostart: (uuid, autostart) => networks.setAutostart(uuid, autostart),
    startMachine: (uuid) => machines.act(uuid, 'start'),
    shutDownMachine: (uuid) => machines.act(uuid, 'shut-down'),
    rebootMachine: (uuid) => machines.act(uuid, 'reboot'),
    pauseMachine: (uuid) => machines.act(uuid, 'pause'),
    resumeMachine: (uuid) => machines.act(uuid, 'resume'),
    forceOffMachine: (uuid) => machines.act(uuid, 'force-off'),
    setMachineAutostart: (uuid, autostart) => machines.setAutostart(uuid, autostart),
    findAddresses: (bridge) => addresses.find(bridge),
    setVisible: async (visible) => addresses.setVisible(visible),
    dismissNotice: async (id) => inventory.removeNotice(id),
    reconnect: async (service) => (service === 'libvirt' ? libvirt : networkManager).retryNow(),
  }
}
