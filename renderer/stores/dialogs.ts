import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type {
  ChangeBondIntent,
  ChangeBridgeIntent,
  ChangeInterfaceIntent,
  CreateBondIntent,
  CreateBridgeIntent,
  CreateTrunkIntent,
} from '../../shared/contract/contract.ts'
import type { ErrorData } from '../../shared/errors.ts'
import type { Finding } from '../../shared/model/finding.ts'
import type { NicRef } from '../../shared/model/machine.ts'
import type { NameWay } from '../../shared/model/machine-names.ts'
import type { ChosenWire, NicWire } from '../../shared/model/nic-settings.ts'

/** The one dialog that is open; each says what it is about, never holds a copy of it. */
export type Dialog =
  | { type: 'create-bridge'; nic?: string; then?: 'join-lan'; again?: CreateBridgeIntent }
  | { type: 'create-bond'; nic?: string; again?: CreateBondIntent }
  | { type: 'change-bond'; bond: string; again?: ChangeBondIntent }
  | { type: 'remove-bond'; bond: string }
  | { type: 'create-trunk'; nic?: string; again?: CreateTrunkIntent }
  | { type: 'remove-trunk'; nic: string; vlans?: number[] | undefined }
  | { type: 'change-bridge'; bridge: string; again?: ChangeBridgeIntent }
  | { type: 'change-interface'; interface: string; again?: ChangeInterfaceIntent }
  | { type: 'restore-interface'; interface: string }
  | { type: 'use-bridge'; bridge: string }
  | { type: 'remove-bridge'; bridge: string }
  /** What another has begun and left. */
  | { type: 'take-over'; change: string; how: 'keep' | 'revert' }
  /** By this NIC without a bridge, where that is what it is about. */
  | { type: 'join-lan'; machine?: string; nic?: string }
  | { type: 'lan-slice'; nic: string; machine?: string }
  | {
      type: 'add-nic'
      machine: string
      network?: string
      place?: ChosenWire
      /** In user mode, of as many ports as can be. */
      everyPort?: boolean
    }
  | { type: 'remove-nic'; machine: string; nic: NicRef }
  | { type: 'edit-nic'; machine: string; nic: NicRef }
  | { type: 'unlink-nic'; machine: string; nic: NicRef }
  | { type: 'move-nic'; machine: string; nic: NicRef; to: NicPlace }
  | { type: 'nic-rules'; machine: string; nic: NicRef }
  | { type: 'network-rules'; network: string }
  | { type: 'nic-conditions'; machine: string; nic: NicRef }
  | { type: 'nic-xml'; machine: string; nic: NicRef }
  | { type: 'capture'; interface: string }
  | { type: 'move-machines'; from?: string }
  | { type: 'attach-machines'; network?: string; machines?: string[] }
  | { type: 'clone-nics'; machine: string }
  | { type: 'new-machine' }
  | { type: 'machine-xml'; machine: string }
  | { type: 'machine-note'; machine: string }
  /** A new one to a machine, or on a network; or one that is there. */
  | { type: 'forward'; machine?: string; nic?: NicRef; network?: string; forward?: string }
  | { type: 'forward-plan'; forward: string; action: 'on' | 'off' | 'remove' }
  | { type: 'names'; machine: string; nic: NicRef; way: NameWay; on: boolean }
  | { type: 'create-network'; copyOf?: string }
  | { type: 'edit-network'; network: string; reserve?: boolean }
  | { type: 'network-xml'; network?: string }
  | { type: 'network-plan'; network: string; action: 'restart' | 'delete' }
  /** Before an entry of the history. */
  | { type: 'wiring'; entry: string; at: number }
  | { type: 'open-lab' }
  /** Of what is drawn in the picture. */
  | { type: 'draft-network'; network: string }
  | { type: 'draft-machine'; machine: string }
  | { type: 'draft-connect'; machine?: string; to?: string }
  | { type: 'apply-draft' }
  | { type: 'fix'; finding: Finding }
  | { type: 'change' }
  | { type: 'connections' }
  | { type: 'help' }
  | { type: 'setup' }
  | { type: 'settings' }
  | { type: 'error'; error: ErrorData }

/** Where a cable can be let go. */
export type NicPlace = Extract<NicWire, { type: 'network' | 'bridge' | 'user' }>

export interface Question {
  title: string
  text: string
  /** What would be lost, by name. */
  items: string[]
  confirm: string
  /** Default: Cancel. */
  cancel?: string
  /** Of each item. Default: that of a machine. */
  icon?: string
}

/** What of an open form would be lost, by name. */
export type Lost = () => string[]

export const useDialogs = defineStore('dialogs', () => {
  const current = shallowRef<Dialog | null>(null)
  const question = shallowRef<Question | null>(null)
  const paletteOpen = shallowRef(false)
  let answer: (yes: boolean) => void = () => {}
  const forms = new Set<Lost>()
  /** What the person is asked to give up. */
  const losing = shallowRef<string[] | null>(null)
  let leaving: PromiseWithResolvers<boolean> | null = null

  /** In the place of what is open, once that may go. */
  function open(dialog: Dialog): void {
    const show = () => (current.value = dialog)
    if (unsaved().length === 0) show()
    else void mayLeave().then((yes) => yes && show())
  }

  /** What is in it is done with. Whoever only goes away asks `mayLeave` first. */
  function close(): void {
    current.value = null
  }

  /** From now on nobody leaves this form unasked; gives what ends that. */
  function guard(lost: Lost): () => void {
    forms.add(lost)
    return () => void forms.delete(lost)
  }

  function unsaved(): string[] {
    return [...forms].flatMap((lost) => lost())
  }

  /** Asks if something that was entered would be lost: once, however many ways out are tried. */
  function mayLeave(): Promise<boolean> {
    const items = unsaved()
    if (items.length === 0) return Promise.resolve(true)
    losing.value = items
    leaving ??= Promise.withResolvers<boolean>()
    return leaving.promise
  }

  function leave(yes: boolean): void {
    losing.value = null
    leaving?.resolve(yes)
    leaving = null
  }

  /** Asks before something is lost; resolves with the answer. */
  function confirm(asked: Question): Promise<boolean> {
    answer(false)
    question.value = asked
    return new Promise((resolve) => (answer = resolve))
  }

  function reply(yes: boolean): void {
    question.value = null
    answer(yes)
  }

  return {
    ...{ current, question, losing, paletteOpen, open, close },
    ...{ guard, unsaved, mayLeave, leave, confirm, reply },
  }
})
