/** The contract's methods, each on the part that does it. */
import type { PuenteMethods } from '../../shared/contract/contract.ts'
import { PuenteError } from '../../shared/errors.ts'
import type { Change } from '../../shared/model/plan.ts'
import { readHostSetup } from '../host/setup.ts'
import { openConsole } from './machines/consoles.ts'
import type { Parts } from './parts.ts'

interface Applying {
  apply: (plan: string, consent: { agreed: boolean }) => Promise<Change>
}

/** Bridges of the host, and what is asked while one is changed. */
const bridgeMethods = ({ addresses, bonds, bridges, changes, interfaces, others, trunks }: Parts) =>
  ({
    planCreateBridge: (intent) => bridges.planCreate(intent),
    planRemoveBridge: (intent) => bridges.planRemove(intent),
    planChangeBridge: (intent) => bridges.planChange(intent),
    planCreateBond: (intent) => bonds.planCreate(intent),
    planChangeBond: (intent) => bonds.planChange(intent),
    planRemoveBond: (intent) => bonds.planRemove(intent),
    planCreateTrunk: (intent) => trunks.planCreate(intent),
    planRemoveTrunk: (intent) => trunks.planRemove(intent),
    getInterfaceSettings: async (name) => interfaces.settingsOf(name),
    planChangeInterface: (intent) => interfaces.planChange(intent),
    planRestoreInterface: (intent) => interfaces.planRestore(intent),
    planUseBridge: async (intent) => bridges.planUse(intent),
    planTakeOver: (intent) => others.planTakeOver(intent),
    keepChange: async (id) => changes.answer(id, 'keep'),
    revertChange: async (id) => changes.answer(id, 'revert'),
    extendChange: (id) => changes.extend(id),
    findAddresses: (bridge) => addresses.find(bridge),
  }) satisfies Partial<PuenteMethods>

/** What has been done, and taking it back. */
const historyMethods = ({ history, undos, wiringBack }: Parts) =>
  ({
    getHistory: () => history.entries(),
    getHistoryDetails: async (id) => ({
      ...(await history.details(id)),
      undo: await undos.standing(id),
    }),
    planUndo: (changeId) => undos.plan(changeId),
    getWiringDifferences: (entry) => wiringBack.differences(entry),
    planWiringBack: (entry) => wiringBack.plan(entry),
  }) satisfies Partial<PuenteMethods>

/** libvirt's networks. */
const networkMethods = ({ creation, editing, networks, slices, surroundings, switching }: Parts) =>
  ({
    getNetworkDetails: (uuid) => networks.details(uuid),
    getOccupiedSubnets: async () => surroundings.occupied(),
    planCreateNetwork: (intent) => creation.planCreate(intent),
    planImportNetwork: (intent) => creation.planImport(intent),
    planEditNetwork: (intent) => editing.planEdit(intent),
    planEditNetworkXml: (intent) => editing.planEditXml(intent),
    planReserveAddress: (intent) => editing.planReserve(intent),
    planRestartNetwork: (intent) => networks.planRestart(intent),
    planDeleteNetwork: (intent) => slices.planDelete(intent),
    getLanFacts: (question) => slices.facts(question),
    planAddLanSlice: (intent) => slices.planAdd(intent),
    startNetwork: (uuid) => switching.start(uuid),
    stopNetwork: (uuid, how) => switching.stop(uuid, how),
    setNetworkAutostart: (uuid, autostart) => switching.setAutostart(uuid, autostart),
  }) satisfies Partial<PuenteMethods>

/** NICs of machines. */
const nicMethods = ({ moves, nics, settling, texts }: Parts) =>
  ({
    planAddNic: (intent) => nics.planAdd(intent),
    planRemoveNic: async (intent) => nics.planRemove(intent),
    planChangeNic: (intent) => nics.planChange(intent),
    planSettleNic: (intent) => settling.planSettle(intent),
    planMoveMachines: async (intent) => moves.planMove(intent),
    planAttachMachines: async (intent) => moves.planAttach(intent),
    planCloneNics: (intent) => moves.planClone(intent),
    getNicModels: (machine) => nics.models(machine),
    getUserMode: (machine, nic) => nics.userMode(machine, nic),
    getNicDetails: (machine, nic) => nics.details(machine, nic),
    getFilterNames: () => nics.filterNames(),
    planEditNicXml: (intent) => texts.planNic(intent),
  }) satisfies Partial<PuenteMethods>

/** Ports of this host that lead to machines. */
const forwardMethods = ({ forwards }: Parts) =>
  ({
    getForwardStanding: (forward) => forwards.standing(forward),
    planAddForward: (intent) => forwards.planAdd(intent),
    planChangeForward: (intent) => forwards.planChange(intent),
    planSwitchForward: (intent) => forwards.planSwitch(intent),
    planRemoveForward: (forward) => forwards.planRemove(forward),
  }) satisfies Partial<PuenteMethods>

/** Names of machines. */
const nameMethods = ({ names }: Parts) =>
  ({
    getMachineNames: (machine) => names.of(machine),
    planNames: (intent) => names.plan(intent),
    openWebPage: (intent) => names.openPage(intent),
  }) satisfies Partial<PuenteMethods>

/** What a machine may reach through a NIC. */
const rulesMethods = ({ networkRules, rules, trials }: Parts) =>
  ({
    getNicRules: (machine, nic) => rules.read(machine, nic),
    planSetNicRules: (intent) => rules.planSet(intent),
    getNetworkRules: (network) => networkRules.read(network),
    planSetNetworkRules: (intent) => networkRules.planSet(intent),
    getRuleTrials: async (change) => trials.of(change),
  }) satisfies Partial<PuenteMethods>

/** Packets, as they pass. */
const captureMethods = ({ captures }: Parts) =>
  ({
    getCaptureStanding: (name) => captures.standing(name),
    getCaptures: async () => captures.all(),
    startCapture: (intent) => captures.start(intent),
    getConversations: async (id) => captures.conversations(id),
    stopCapture: (id) => captures.stop(id),
    openCapture: (id) => captures.open(id),
  }) satisfies Partial<PuenteMethods>

/** What a NIC's cable does to packets. */
const conditionMethods = ({ conditions }: Parts) =>
  ({
    getConditionStanding: (machine, nic) => conditions.standing(machine, nic),
    planSetConditions: (intent) => conditions.planSet(intent),
    planUnplug: (intent) => conditions.planUnplug(intent),
  }) satisfies Partial<PuenteMethods>

/** A whole wiring in a file: where it lies is between the person and the shell. */
const labMethods = ({ labs }: Parts) =>
  ({
    saveLab: async () => refuse(),
    planOpenLab: async ({ from, copies, image }) =>
      from === 'file' || from === 'again' ? refuse() : labs.planTemplate(from, copies, image),
    planDrawnLab: (lab, image) => labs.planDrawn(lab, image),
  }) satisfies Partial<PuenteMethods>

function refuse(): never {
  throw new PuenteError('bad-request', { method: 'a file without the shell' })
}

/** Machines. */
const machineMethods = ({
  facts,
  libvirt,
  machines,
  newMachines,
  nics,
  texts,
  uploads,
  options,
}: Parts) =>
  ({
    getNewMachineChoices: () => newMachines.choices(),
    getStoragePools: () => libvirt.reading.readPools(),
    uploadVolume: async () => refuse(),
    cancelUpload: async (file) => uploads.cancel(file),
    planNewMachine: async (intent) => newMachines.plan(intent),
    getMachineXml: (uuid) => nics.machineXml(uuid),
    getMachineDefinition: (uuid) => texts.definition(uuid),
    planEditMachineXml: (intent) => texts.planMachine(intent),
    refreshMachine: (uuid) => libvirt.refreshMachine(uuid),
    openConsole: (uuid) =>
      openConsole(uuid, {
        uri: options.libvirtUri,
        nameOf: (one) => facts.machine(one).name,
        xmlOf: (one) => nics.machineXml(one),
        desk: options.desk,
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
  }) satisfies Partial<PuenteMethods>

/** What concerns no object, or any. */
const generalMethods = ({
  options,
  apply,
  addresses,
  doctor,
  fixes,
  forwards,
  inventory,
  libvirt,
  networkManager,
  netem,
  slices,
  tapBridges,
  traffic,
}: Parts & Applying) =>
  ({
    getInventory: async () => inventory.snapshot(),
    getHostSetup: () => readHostSetup(options.desk),
    applyPlan: (id) => apply(id, { agreed: false }),
    diagnose: (target, how) => doctor.diagnose(target, how),
    planFix: async (finding) => fixes.plan(finding),
    setVisible: async (visible) => {
      addresses.setVisible(visible)
      tapBridges?.setVisible(visible)
      netem?.setVisible(visible)
      traffic.setVisible(visible)
      forwards.setVisible(visible)
      slices.setVisible(visible)
      libvirt.setVisible(visible)
      networkManager.setVisible(visible)
    },
    watchTraffic: async (watch) => traffic.setWatched(watch),
    dismissNotice: async (id) => inventory.removeNotice(id),
    reconnect: async (service) => {
      options.host.side.retryNow()
      ;(service === 'libvirt' ? libvirt : networkManager).retryNow()
    },
  }) satisfies Partial<PuenteMethods>

export function methodsOf(parts: Parts & Applying): PuenteMethods {
  return {
    ...generalMethods(parts),
    ...machineMethods(parts),
    ...forwardMethods(parts),
    ...nameMethods(parts),
    ...rulesMethods(parts),
    ...captureMethods(parts),
    ...conditionMethods(parts),
    ...labMethods(parts),
    ...nicMethods(parts),
    ...networkMethods(parts),
    ...bridgeMethods(parts),
    ...historyMethods(parts),
  }
}
