/** What the backend can do about a finding: data, made by a check, never by the window. */
import type { ChangeBridgeIntent, ChangeNicIntent } from '../../../shared/contract/contract.ts'
import type { NicRef } from '../../../shared/model/machine.ts'
import { sudoLine } from '../../host/package-helper.ts'

export type Fix =
  | SimpleFix
  | { do: 'restart-network'; network: string }
  | { do: 'widen-range' | 'move-subnet'; network: string }
  /** libvirt tells the host's resolver of its domain no longer. */
  | { do: 'stop-registering'; network: string }
  /** Guests of a network that is tied to an interface leave by this one from now on. */
  | { do: 'lead-out-by'; network: string; device: string }
  | { do: 'settle-nic'; machine: string; nic: NicRef; how: 'apply' | 'discard' }
  | { do: 'change-nic'; machine: string; nic: NicRef; changes: ChangeNicIntent['changes'] }
  | { do: 'new-mac' | 'ask-again' | 'take-conditions-off'; machine: string; nic: NicRef }
  /** Made anew, of what is there now. */
  | { do: 'forward-again'; forward: string }
  | { do: 'add-nic'; machine: string; network: string }
  /** The bridge's NIC has another name by now: under it it becomes the bridge's port. */
  | { do: 'repoint-bridge'; bridge: string; nic: string }
  /** What VLAN tags of machines on it need. */
  | { do: 'change-bridge'; change: ChangeBridgeIntent }
  | HostFix

/** Commands that take an administrator, run as they are by pkexec, one after the other. */
export interface HostFix {
  do: 'host'
  commands: HostCommand[]
  /** Null where it is no state that could be lost. */
  lasts: Lasts | null
}

export interface HostCommand {
  argv: string[]
  /** What takes it back; `by-handle`: nft tells the number of the rule when it is made. */
  undo?: string[] | 'by-handle'
}

/** Until the owner of the rules loads them anew, until the next boot, or from now on. */
export type Lasts = 'until-loaded-anew' | 'until-boot' | 'for-good'

/** One call, which has no plan of its own yet. */
export type SimpleFix =
  | { do: 'start-machine'; machine: string }
  | { do: 'resume-machine'; machine: string }
  | { do: 'discard-saved'; machine: string }
  | { do: 'start-network'; network: string }
  | { do: 'autostart-network'; network: string }
  | { do: 'replug'; network: string }

/** What ends it: by the backend, by commands to copy, or either. */
export interface Remedy {
  fix?: Fix
  commands?: string[]
}

/** @param more commands that the app does not run itself */
export function hostRemedy(
  commands: HostCommand[],
  lasts: Lasts | null = null,
  more: string[] = [],
): Remedy {
  const lines = commands.map(({ argv }) => sudoLine(argv))
  return { fix: { do: 'host', commands, lasts }, commands: [...lines, ...more] }
}
