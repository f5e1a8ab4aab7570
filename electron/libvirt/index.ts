/** What the backend uses of this folder; what is pure it takes from where it is. */
import type { OnConnection } from './on-connection.ts'
import { readMachine, readMachines, readMachineXml } from './machines/machines.ts'
import {
  actOnMachine,
  readAgentAddresses,
  setMachineAutostart,
  setMachineNote,
} from './machines/machines.ts'
import { readKeptConditions, setKeptConditions } from './machines/conditions.ts'
import {
  changeNetwork,
  createHostBridgeNetwork,
  createNetwork,
  storeNetwork,
} from './networks/changes.ts'
import { readNetworkXml, restartNetwork } from './networks/changes.ts'
import { readLeases, readNetwork, readNetworks } from './networks/networks.ts'
import { setNetworkAutostart, startNetwork, stopNetwork } from './networks/networks.ts'
import { removeNetwork, restoreNetwork } from './networks/removal.ts'
import { previewNic } from './nics/change.ts'
import { readNicModels } from './nics/models.ts'
import { defineFilter, readFilter, readFilterNames, removeFilter } from './nics/filters.ts'
import { editNic, readNic } from './nics/nics.ts'
import { readNicDefinitions, readNicTexts } from './nics/nics.ts'
import { checkNic, readDefinition } from './nics/redefine.ts'
import { nicsPluggedInto, replug } from './nics/replug.ts'
import { knowsPasst, readUserBackends } from './nics/user-backends.ts'
import { readNicTraffic } from './nics/traffic.ts'
import { defineMachine, readUsualMachine, undefineMachine } from './machines/making.ts'
import { deleteVolume, makeOverlay, readBacking, readImage } from './storage/images.ts'
import { uploadVolume } from './storage/upload.ts'
import { readPools } from './storage/volumes.ts'
import { requireValidXml } from './connection/validity.ts'

export { openConnection } from './connection/connection.ts'
export type { Daemons, OpenedConnection } from './connection/connection.ts'
export { isOfEndedDaemon } from './connection/failures.ts'
export type { MachineAction } from './machines/machines.ts'
export type { ChangedNetwork, NetworkXml } from './networks/changes.ts'
export type { RemovedNetwork } from './networks/removal.ts'
export type { Affects } from './nics/affects.ts'
export type { NicChange } from './nics/change.ts'
export type { NicEdit, NicUndoEdit, PartEdit } from './nics/nics.ts'
export type { BaseImage, VolumeRef } from './storage/images.ts'

/** Each is asked of a connection. */
export const calls = {
  ...{ readMachine, readMachines, readMachineXml, readAgentAddresses },
  ...{ actOnMachine, setMachineAutostart, setMachineNote },
  ...{ readKeptConditions, setKeptConditions },
  ...{ readNetwork, readNetworks, readNetworkXml, readLeases },
  ...{ startNetwork, stopNetwork, setNetworkAutostart },
  ...{ createNetwork, storeNetwork, createHostBridgeNetwork, changeNetwork, restartNetwork },
  ...{ removeNetwork, restoreNetwork },
  ...{ readNic, readNicDefinitions, readNicTexts, readNicTraffic, readDefinition },
  ...{ readNicModels, readUserBackends, knowsPasst },
  ...{ readFilterNames, readFilter, defineFilter, removeFilter },
  ...{ previewNic, checkNic, editNic, replug, nicsPluggedInto },
  ...{ requireValidXml, readPools, uploadVolume },
  ...{ readImage, makeOverlay, readBacking, deleteVolume },
  ...{ readUsualMachine, defineMachine, undefineMachine },
}

/** libvirt as the use cases have it. */
export type Libvirt = OnConnection<typeof calls>
