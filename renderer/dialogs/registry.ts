import type { Component } from 'vue'
import type { Dialog } from '../stores/dialogs.ts'
import AddNicDialog from './nic/AddNicDialog.vue'
import AttachMachinesDialog from './bulk/AttachMachinesDialog.vue'
import CaptureDialog from './capture/CaptureDialog.vue'
import ChangeBridgeDialog from './bridge/ChangeBridgeDialog.vue'
import ChangeDialog from './bridge/ChangeDialog.vue'
import CloneNicsDialog from './bulk/CloneNicsDialog.vue'
import ConditionsDialog from './conditions/ConditionsDialog.vue'
import ConnectionsDialog from './connection/ConnectionsDialog.vue'
import CreateBridgeDialog from './bridge/CreateBridgeDialog.vue'
import CreateNetworkDialog from './network/CreateNetworkDialog.vue'
import EditNetworkDialog from './network/EditNetworkDialog.vue'
import EditNicDialog from './nic/EditNicDialog.vue'
import CreateBondDialog from './bond/CreateBondDialog.vue'
import ChangeBondDialog from './bond/ChangeBondDialog.vue'
import RemoveBondDialog from './bond/RemoveBondDialog.vue'
import CreateTrunkDialog from './trunk/CreateTrunkDialog.vue'
import RemoveTrunkDialog from './trunk/RemoveTrunkDialog.vue'
import ChangeInterfaceDialog from './interface/ChangeInterfaceDialog.vue'
import RestoreInterfaceDialog from './interface/RestoreInterfaceDialog.vue'
import ErrorDialog from './window/ErrorDialog.vue'
import ApplyDraftDialog from './draft/ApplyDraftDialog.vue'
import DraftConnectDialog from './draft/DraftConnectDialog.vue'
import DraftMachineDialog from './draft/DraftMachineDialog.vue'
import DraftNetworkDialog from './draft/DraftNetworkDialog.vue'
import FixDialog from './doctor/FixDialog.vue'
import ForwardDialog from './forward/ForwardDialog.vue'
import ForwardPlanDialog from './forward/ForwardPlanDialog.vue'
import HelpDialog from './window/HelpDialog.vue'
import JoinLanDialog from './lan/JoinLanDialog.vue'
import LanSliceDialog from './lan/LanSliceDialog.vue'
import MachineXmlDialog from './machine/MachineXmlDialog.vue'
import MoveMachinesDialog from './bulk/MoveMachinesDialog.vue'
import MoveNicDialog from './nic/MoveNicDialog.vue'
import NamesDialog from './names/NamesDialog.vue'
import NetworkPlanDialog from './network/NetworkPlanDialog.vue'
import NetworkRulesDialog from './rules/NetworkRulesDialog.vue'
import NetworkXmlDialog from './network/NetworkXmlDialog.vue'
import NewMachineDialog from './machine/NewMachineDialog.vue'
import NicRulesDialog from './rules/NicRulesDialog.vue'
import NicXmlDialog from './nic/NicXmlDialog.vue'
import OpenLabDialog from './lab/OpenLabDialog.vue'
import RemoveBridgeDialog from './bridge/RemoveBridgeDialog.vue'
import RemoveNicDialog from './nic/RemoveNicDialog.vue'
import MachineNoteDialog from './machine/MachineNoteDialog.vue'
import SettingsDialog from './window/SettingsDialog.vue'
import SetupDialog from './window/SetupDialog.vue'
import TakeOverDialog from './bridge/TakeOverDialog.vue'
import UnlinkNicDialog from './nic/UnlinkNicDialog.vue'
import UseBridgeDialog from './bridge/UseBridgeDialog.vue'
import WiringDialog from './history/WiringDialog.vue'

type Type = Dialog['type']
type Said<T extends Type> = Omit<Extract<Dialog, { type: T }>, 'type'>
type Props<C> = C extends new (...given: never[]) => { $props: infer P } ? P : never
/** What it is opened with must be what it takes. */
type Taking<T extends Type, C> = Said<T> extends Props<C> ? C : never

/** The component of each dialog that can be opened. The store names them by type, below this floor. */
const registry = {
  'add-nic': AddNicDialog,
  'attach-machines': AttachMachinesDialog,
  capture: CaptureDialog,
  'change-bond': ChangeBondDialog,
  'change-bridge': ChangeBridgeDialog,
  'change-interface': ChangeInterfaceDialog,
  change: ChangeDialog,
  'clone-nics': CloneNicsDialog,
  connections: ConnectionsDialog,
  'create-bond': CreateBondDialog,
  'create-bridge': CreateBridgeDialog,
  'create-network': CreateNetworkDialog,
  'create-trunk': CreateTrunkDialog,
  'apply-draft': ApplyDraftDialog,
  'draft-connect': DraftConnectDialog,
  'draft-machine': DraftMachineDialog,
  'draft-network': DraftNetworkDialog,
  'edit-network': EditNetworkDialog,
  'edit-nic': EditNicDialog,
  error: ErrorDialog,
  fix: FixDialog,
  wiring: WiringDialog,
  forward: ForwardDialog,
  'forward-plan': ForwardPlanDialog,
  help: HelpDialog,
  'join-lan': JoinLanDialog,
  'lan-slice': LanSliceDialog,
  'machine-note': MachineNoteDialog,
  'machine-xml': MachineXmlDialog,
  'move-machines': MoveMachinesDialog,
  'move-nic': MoveNicDialog,
  names: NamesDialog,
  'network-plan': NetworkPlanDialog,
  'network-rules': NetworkRulesDialog,
  'network-xml': NetworkXmlDialog,
  'new-machine': NewMachineDialog,
  'nic-conditions': ConditionsDialog,
  'nic-rules': NicRulesDialog,
  'nic-xml': NicXmlDialog,
  'remove-bond': RemoveBondDialog,
  'restore-interface': RestoreInterfaceDialog,
  'open-lab': OpenLabDialog,
  'remove-bridge': RemoveBridgeDialog,
  'remove-nic': RemoveNicDialog,
  'remove-trunk': RemoveTrunkDialog,
  settings: SettingsDialog,
  setup: SetupDialog,
  'take-over': TakeOverDialog,
  'unlink-nic': UnlinkNicDialog,
  'use-bridge': UseBridgeDialog,
}

export const dialogComponents: Record<Type, Component> = registry satisfies {
  [T in Type]: Taking<T, (typeof registry)[T]>
}
