/** What is asked of a bond, and what the history keeps of it. */
import { z } from 'zod'
import { takeAlong } from './bridge-intents.ts'
import { interfaceName } from './fields.ts'

/** The kernel's own words (bonding.rst). */
export const bondMode = z.enum([
  'active-backup',
  '802.3ad',
  'balance-xor',
  'balance-rr',
  'broadcast',
  'balance-tlb',
  'balance-alb',
])

export const bondOptions = z.strictObject({
  mode: bondMode,
  /** The NIC that carries while it can; null where any may, or the mode has none. */
  primary: interfaceName.nullable(),
  /** How often each NIC's link is looked at, in ms. */
  monitoring: z.int().min(1).max(10_000),
})

const MOST_NICS = 16

export const createBond = z.strictObject({
  name: interfaceName,
  /** The first is the one whose connection goes over to the bond. */
  nics: z.array(interfaceName).min(1).max(MOST_NICS),
  options: bondOptions,
  takeAlong: takeAlong.optional(),
})

export const changeBond = z.strictObject({
  bond: interfaceName,
  /** Null: they stay as they are. */
  options: bondOptions.nullable(),
  add: z.array(interfaceName).max(MOST_NICS),
  remove: z.array(interfaceName).max(MOST_NICS),
  takeAlong: takeAlong.optional(),
})

export type BondMode = z.infer<typeof bondMode>
export type BondOptions = z.infer<typeof bondOptions>
export type CreateBondIntent = z.infer<typeof createBond>
export type ChangeBondIntent = z.infer<typeof changeBond>
