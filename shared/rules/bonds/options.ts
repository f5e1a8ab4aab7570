/** A bond's modes: what each can do, and what the switch has to know of it. Pure. */
import { isInterfaceName } from '../names.ts'
import { problem } from '../problem.ts'
import type { Problem } from '../problem.ts'
import type { BondMode, BondOptions, CreateBondIntent } from '../../schemas/bond-intents.ts'

interface ModeFacts {
  /** Has it a NIC that carries while it can? */
  primary: boolean
  /** What the ports at the switch have to be set to; `nothing`: any switch will do. */
  atSwitch: 'nothing' | 'lacp' | 'static'
}

const modes: Record<BondMode, ModeFacts> = {
  'active-backup': { primary: true, atSwitch: 'nothing' },
  '802.3ad': { primary: false, atSwitch: 'lacp' },
  'balance-xor': { primary: false, atSwitch: 'static' },
  'balance-rr': { primary: false, atSwitch: 'static' },
  broadcast: { primary: false, atSwitch: 'static' },
  'balance-tlb': { primary: true, atSwitch: 'nothing' },
  'balance-alb': { primary: true, atSwitch: 'nothing' },
}

export const bondModes = Object.keys(modes) as BondMode[]

export const hasPrimary = (mode: BondMode) => modes[mode].primary
export const atSwitch = (mode: BondMode) => modes[mode].atSwitch

/** Goes with any switch, and one cable is enough. */
export const defaultBondOptions: BondOptions = {
  mode: 'active-backup',
  primary: null,
  monitoring: 100,
}

/** @param taken names of interfaces, and of profiles that could make one */
export function bondProblems(
  { name, nics, options }: CreateBondIntent,
  taken: readonly string[],
): Problem[] {
  return [
    ...(isInterfaceName(name) ? [] : [problem('name', 'interface-name')]),
    ...(taken.includes(name) ? [problem('name', 'interface-taken')] : []),
    ...(nics.length === 0 ? [problem('nics', 'device-needed')] : []),
    ...bondPortProblems(nics),
    ...bondOptionProblems(options, nics),
  ]
}

export function bondPortProblems(nics: readonly string[]): Problem[] {
  return new Set(nics).size < nics.length ? [problem('nics', 'port-twice')] : []
}

/** @param nics that the bond will have */
export function bondOptionProblems(
  { mode, primary, monitoring }: BondOptions,
  nics: readonly string[],
): Problem[] {
  const isSeconds = Number.isInteger(monitoring) && monitoring >= 1 && monitoring <= 10_000
  return [
    ...(primary !== null && !hasPrimary(mode) ? [problem('primary', 'bond-no-primary')] : []),
    ...(primary !== null && !nics.includes(primary) ? [problem('primary', 'bond-primary')] : []),
    ...(isSeconds ? [] : [problem('monitoring', 'between', { least: 1, most: 10_000 })]),
  ]
}
