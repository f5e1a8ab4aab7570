import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ChangeBridgeIntent, CreateBridgeIntent } from '../../shared/contract.ts'
import type { ErrorData } from '../../shared/errors.ts'
import type { Finding } from '../../shared/model/finding.ts'
import type { NicRef } from '../../shared/model/machine.ts'
import type { NicWire } from '../../shared/model/nic-settings.ts'

/** The one dialog that is open; each says what it is about, never holds a copy of it. */
export type Dialog =
  | { type: 'create-bridge'; nic?: string; then?: 'join-lan'; again?: CreateBridgeIntent }
  | { type: 'change-bridge'; bridge: string; again?: ChangeBridgeIntent }
  | { type: 'use-bridge'; bridge: string }
  | { type: 'history' }
  | { type: 'remove-bridge'; bridge: string }
  | { type: 'join-lan'; machine?: string }
  | { type: 'add-nic'; machine: string; network?: string }
  | { type: 'remove-nic'; machine: string; nic: NicRef }
  | { type: 'edit-nic'; machine: string; nic: NicRef }
  | { type: 'move-nic'; machine: string; nic: NicRef; to: NicPlace }
  | { type: 'nic-xml'; machine: string; nic: NicRef }
  | { type: 'move-machines'; from?: string }
  | { type: 'attach-machines'; network?: string }
  | { type: 'clone-nics'; machine: string }
  | { type: 'new-machine' }
  | { type: 'machine-xml'; machine: string }
  | { type: 'create-network'; copyOf?: string }
  | { type: 'edit-network'; network: string }
  | { type: 'network-xml'; network?: string }
  | { type: 'network-plan'; network: string; action: 'restart' | 'delete' }
  | { type: 'fix'; finding: Finding }
  | { type: 'change' }
  | { type: 'connections' }
  | { type: 'help' }
  | { type: 'setup' }
  | { type: 'error'; error: ErrorData }

/** Where a cable can be let go. */
export type NicPlace = Extract<NicWire, { type: 'network' | 'bridge' }>

export interface Question {
  title: string
  text: string
  /** What would be lost, by name. */
  items: string[]
  confirm: string
}

export const useDialogs = defineStore('dialogs', () => {
  const current = shallowRef<Dialog | null>(null)
  const question = shallowRef<Question | null>(null)
  const paletteOpen = shallowRef(false)
  let answer: (yes: boolean) => void = () => {}

  function open(dialog: Dialog): void {
    current.value = dialog
  }

  function close(): void {
    current.value = null
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

  return { current, question, paletteOpen, open, close, confirm, reply }
})
