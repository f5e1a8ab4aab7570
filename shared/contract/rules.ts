/** The part of the contract that is about what a machine may reach through a NIC. */
import { z } from 'zod'
import type { NetworkRulesNow, NicRulesNow } from '../model/nic-rules.ts'
import type { Plan } from '../model/plan.ts'
import type { RuleTrial } from '../model/rule-trial.ts'
import { id, nicRef, uuid } from '../schemas/fields.ts'
import { nicRules as rules } from '../schemas/nic-rules.ts'
import type { NicRefIntent } from './machines.ts'

export interface RulesMethods {
  getNicRules(machine: string, nic: NicRefIntent): Promise<NicRulesNow>
  /** At once where the machine runs, and stored; null takes them off. */
  planSetNicRules(intent: SetNicRulesIntent): Promise<Plan>
  getNetworkRules(network: string): Promise<NetworkRulesNow>
  /** For each NIC that is on the network now. */
  planSetNetworkRules(intent: SetNetworkRulesIntent): Promise<Plan>
  /** What was tried while rules were set; nothing where it can't be. */
  getRuleTrials(change: string): Promise<RuleTrial[]>
}

const setNicRules = z.strictObject({ machine: uuid, nic: nicRef, rules: rules.nullable() })

const setNetworkRules = z.strictObject({ network: uuid, rules: rules.nullable() })

export type SetNicRulesIntent = z.infer<typeof setNicRules>
export type SetNetworkRulesIntent = z.infer<typeof setNetworkRules>

export const rulesMethods = {
  getNicRules: z.tuple([uuid, nicRef]),
  planSetNicRules: z.tuple([setNicRules]),
  getNetworkRules: z.tuple([uuid]),
  planSetNetworkRules: z.tuple([setNetworkRules]),
  getRuleTrials: z.tuple([id]),
}
