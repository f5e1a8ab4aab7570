/** What is wrong with one field of a form, as data. */
import type { KeyIn } from '../locales.ts'
import { message } from '../message.ts'
import type { Message } from '../message.ts'

export interface Problem {
  /** The way to it in the definition: `subnets.0.dhcpRanges.1.end`. */
  field: string
  text: Message
}

export function problem(field: string, key: KeyIn<'problem'>, params?: Message['params']): Problem {
  return { field, text: message(`problem.${key}`, params) }
}
