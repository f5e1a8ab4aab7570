/** What the backend can do about a finding: data, made by a check, never by the window. */
import type { ChangeNicIntent } from '../../../shared/contract.ts'
import type { NicRef } from '../../../shared/model/machine.ts'

export type Fix =
  | SimpleFix
  | { do: 'restart-network'; network: string }
  | { do: 'widen-range' | 'move-subnet'; network: string }
  | { do: 'settle-nic'; machine: string; nic: NicRef; how: 'apply' | 'discard' }
  | { do: 'change-nic'; machine: string; nic: NicRef; changes: ChangeNicIntent['changes'] }
  | { do: 'new-mac' | 'ask-again'; machine: string; nic: NicRef }
  | { do: 'add-nic'; machine: string; network: string }
  /** Commands that take an administrator, run as they are by pkexec, one after the other. */
  | { do: 'host'; argvs: string[][] }

/** One call, which has no plan of its own yet. */
export type SimpleFix =
  | { do: 'start-machine'; machine: string }
  | { do: 'resume-machine'; machine: string }
  | { do: 'start-network'; network: string }
  | { do: 'autostart-network'; network: string }
  | { do: 'replug'; network: string }
