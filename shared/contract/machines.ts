/** The part of the contract that is about machines and their NICs. */
import { z } from 'zod'
import type { MachineXml, NicDetails } from '../model/machine.ts'
import { directModes } from '../model/nic-settings.ts'
import type { NicModel } from '../model/nic-settings.ts'
import type { NewMachineChoices, StoragePool } from '../model/new-machine.ts'
import type { Plan } from '../model/plan.ts'
import type { UserMode } from '../model/port-forward.ts'
import { plainPattern } from '../rules/control-characters.ts'
import { interfaceNamePattern, networkNamePattern } from '../rules/names.ts'
import { volumeNamePattern } from '../rules/storage/uploads.ts'
import { LONGEST_NOTE } from '../model/machine.ts'
import { id, mac, memoryMiB, nicRef, objectName, uuid, vcpus } from '../schemas/fields.ts'
import { forwards, model, nicSettings, source, vlan } from '../schemas/nic-settings.ts'

export interface MachineMethods {
  planAddNic(intent: AddNicIntent): Promise<Plan>
  planRemoveNic(intent: RemoveNicIntent): Promise<Plan>
  /** Where it can be done at once it is, without unplugging. */
  planChangeNic(intent: ChangeNicIntent): Promise<Plan>
  /** Ends a difference between the running and the stored NIC, one way or the other. */
  planSettleNic(intent: SettleNicIntent): Promise<Plan>
  /** Every NIC on one network goes to another. */
  planMoveMachines(intent: MoveMachinesIntent): Promise<Plan>
  /** A NIC on the network for each of these machines. */
  planAttachMachines(intent: AttachMachinesIntent): Promise<Plan>
  /** The same NICs for another machine, with MACs of their own. */
  planCloneNics(intent: CloneNicsIntent): Promise<Plan>

  /** The cards that the machine's own emulator has, or this host's usual one for a new machine. */
  getNicModels(machine: string | null): Promise<NicModel[]>
  /** What a NIC in user mode can have on this host: of a machine, or of a new one. */
  getUserMode(machine: string | null, nic: NicRefIntent | null): Promise<UserMode>
  /** @throws `virt-install-missing` through the promise, where it is not installed */
  getNewMachineChoices(): Promise<NewMachineChoices>
  /** What lies in libvirt's storage pools, on this computer or on the far host. */
  getStoragePools(): Promise<StoragePool[]>
  /**
   * Makes a volume of a file that the person has chosen, and tells as events how far it has come.
   * Resolves with the volume's path on its host; what fails, or is cancelled, leaves no volume.
   * Rejects with `volume-name-taken`, `pool-too-small`, `pool-gone`, `upload-file-unreadable`,
   * `upload-cancelled`, `upload-left`.
   */
  uploadVolume(intent: UploadVolumeIntent): Promise<string>
  /** Whether it still runs or not. */
  cancelUpload(file: string): Promise<void>
  planNewMachine(intent: NewMachineIntent): Promise<Plan>

  getNicDetails(machine: string, nic: NicRefIntent): Promise<NicDetails>
  /** Names of libvirt's packet filters. */
  getFilterNames(): Promise<string[]>
  getMachineXml(uuid: string): Promise<MachineXml>
  /** Its stored XML to be edited, with the passwords that looking at it does not show. */
  getMachineDefinition(uuid: string): Promise<string>
  planEditMachineXml(intent: EditMachineXmlIntent): Promise<Plan>
  planEditNicXml(intent: EditNicXmlIntent): Promise<Plan>
  /** Reads it again: of a change to its stored definition alone libvirt tells nobody. */
  refreshMachine(uuid: string): Promise<void>

  /** Opens its screen in virt-viewer, which then goes on by itself. */
  openConsole(uuid: string): Promise<void>
  /** Its description in libvirt; an empty one is taken out. */
  setMachineNote(uuid: string, note: string): Promise<void>
  startMachine(uuid: string): Promise<void>
  /** Asks the guest to shut down; it may take its time or ignore it. */
  shutDownMachine(uuid: string): Promise<void>
  rebootMachine(uuid: string): Promise<void>
  pauseMachine(uuid: string): Promise<void>
  resumeMachine(uuid: string): Promise<void>
  /** Pulls the plug. */
  forceOffMachine(uuid: string): Promise<void>
  /** Of a machine that libvirt has saved: its next start is a boot, as it is stored. */
  discardSavedState(uuid: string): Promise<void>
  setMachineAutostart(uuid: string, autostart: boolean): Promise<void>
}

export interface UploadProgress {
  file: string
  /** In bytes. */
  done: number
  total: number
}

/** Lines of text, as far as XML can hold them. */
const note = z
  .string()
  .max(LONGEST_NOTE)
  .refine((text) => text.split('\n').every((line) => plainPattern.test(line)))

/** When a change of a machine's devices takes effect. */
const when = z.enum(['now-and-stored', 'now', 'stored'])

const addNic = z.strictObject({
  machine: uuid,
  source,
  model,
  /** Made up when null. */
  mac: mac.nullable(),
  vlan: vlan.nullable().optional(),
  forwards: forwards.optional(),
  when,
})
const removeNic = z.strictObject({ machine: uuid, nic: nicRef, when })
const changeNic = z.strictObject({
  machine: uuid,
  nic: nicRef,
  /** Only what is to become different. */
  changes: nicSettings.partial(),
  when,
  /** Pull a running machine's cable for a moment, so that its guest asks for an address anew. */
  renew: z.boolean().optional(),
})
const settleNic = z.strictObject({
  machine: uuid,
  nic: nicRef,
  /** Make the running NIC as it is stored, or store it as it runs. */
  how: z.enum(['apply', 'discard']),
})
/** Every NIC of a network, or every one in user mode. */
const side = z.union([objectName, z.strictObject({ type: z.literal('user') })])
const moveMachines = z.strictObject({ from: side, to: side, when })
const attachMachines = z.strictObject({
  machines: z.array(uuid).min(1).max(1000),
  network: objectName,
  model,
  when,
})
const cloneNics = z.strictObject({ from: uuid, to: uuid, when })

/** Well below the largest call, and far above any machine's XML. */
const xml = z.string().max(400_000)
const editMachineXml = z.strictObject({ machine: uuid, xml })
const editNicXml = z.strictObject({
  machine: uuid,
  nic: nicRef,
  xml,
  when,
})

/** virt-install gives commas and quotes a meaning of their own inside an option. */
const plainName = z.string().regex(/^[^,"'\\=\p{Cc}]{1,256}$/u)
const plainInterface = z.string().regex(interfaceNamePattern)
const plainSource = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('network'),
    network: plainName,
    portGroup: plainName.nullable(),
  }),
  z.strictObject({ type: z.literal('bridge'), bridge: plainInterface }),
  z.strictObject({
    type: z.literal('direct'),
    device: plainInterface,
    mode: z.enum(directModes),
  }),
  z.strictObject({ type: z.literal('user') }),
])
const path = z.string().regex(/^\/[^,"'\\\p{Cc}]{1,1023}$/u)
const sizeGiB = z.int().min(1).max(65_536)

const newMachine = z.strictObject({
  name: z.string().regex(networkNamePattern),
  memoryMiB,
  vcpus,
  /** One of osinfo's names; null: what the medium says of itself. */
  os: z
    .string()
    .regex(/^[a-z][\w.+-]{0,63}$/)
    .nullable(),
  /** Where KVM can't be used. */
  emulated: z.boolean(),
  install: z.discriminatedUnion('from', [
    z.strictObject({ from: z.literal('iso'), path }),
    /** `overlay`: a disk of its own over the image, which stays as it is; null: the image is its disk. */
    z.strictObject({
      ...{ from: z.literal('image'), path },
      overlay: z.strictObject({ sizeGiB }).nullable(),
    }),
    z.strictObject({ from: z.literal('network') }),
  ]),
  /** With an image that is its disk already, nothing is added. */
  disk: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('new'), sizeGiB }),
    z.strictObject({ type: z.literal('existing'), path }),
    z.strictObject({ type: z.literal('none') }),
  ]),
  nics: z
    .array(
      z.strictObject({
        ...{ source: plainSource, model, mac: mac.nullable() },
        forwards: forwards.optional(),
      }),
    )
    .max(32),
})

/** `file`: its number, by which the shell knows it; its name is the person's to choose. */
const uploadVolume = z.strictObject({
  ...{ file: id, pool: objectName },
  volume: z.string().regex(volumeNamePattern),
})

export type UploadVolumeIntent = z.infer<typeof uploadVolume>
export type NewMachineIntent = z.infer<typeof newMachine>
export type When = z.infer<typeof when>
export type NicRefIntent = z.infer<typeof nicRef>
export type AddNicIntent = z.infer<typeof addNic>
export type RemoveNicIntent = z.infer<typeof removeNic>
export type ChangeNicIntent = z.infer<typeof changeNic>
export type SettleNicIntent = z.infer<typeof settleNic>
export type MoveMachinesIntent = z.infer<typeof moveMachines>
export type AttachMachinesIntent = z.infer<typeof attachMachines>
export type CloneNicsIntent = z.infer<typeof cloneNics>

export type EditMachineXmlIntent = z.infer<typeof editMachineXml>
export type EditNicXmlIntent = z.infer<typeof editNicXml>

export const machineMethods = {
  planAddNic: z.tuple([addNic]),
  planRemoveNic: z.tuple([removeNic]),
  planChangeNic: z.tuple([changeNic]),
  planSettleNic: z.tuple([settleNic]),
  planMoveMachines: z.tuple([moveMachines]),
  planAttachMachines: z.tuple([attachMachines]),
  planCloneNics: z.tuple([cloneNics]),
  getNicModels: z.tuple([uuid.nullable()]),
  getUserMode: z.tuple([uuid.nullable(), nicRef.nullable()]),
  getNewMachineChoices: z.tuple([]),
  getStoragePools: z.tuple([]),
  uploadVolume: z.tuple([uploadVolume]),
  cancelUpload: z.tuple([id]),
  planNewMachine: z.tuple([newMachine]),
  getNicDetails: z.tuple([uuid, nicRef]),
  getFilterNames: z.tuple([]),
  getMachineXml: z.tuple([uuid]),
  getMachineDefinition: z.tuple([uuid]),
  planEditMachineXml: z.tuple([editMachineXml]),
  planEditNicXml: z.tuple([editNicXml]),
  refreshMachine: z.tuple([uuid]),
  openConsole: z.tuple([uuid]),
  setMachineNote: z.tuple([uuid, note]),
  startMachine: z.tuple([uuid]),
  shutDownMachine: z.tuple([uuid]),
  rebootMachine: z.tuple([uuid]),
  pauseMachine: z.tuple([uuid]),
  resumeMachine: z.tuple([uuid]),
  forceOffMachine: z.tuple([uuid]),
  discardSavedState: z.tuple([uuid]),
  setMachineAutostart: z.tuple([uuid, z.boolean()]),
}
