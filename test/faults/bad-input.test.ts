/**
 * What a window that went mad could send: every method of the contract, with arguments that fit
 * its schema and with such that nearly do, into the real backend on real daemons. Each is answered
 * in time, by data; no answer is "internal"; nothing on the host is different afterwards.
 * `RUNS=…` tries so many of each kind for each method.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { methodNames } from '../../shared/contract/contract.ts'
import type { MethodName } from '../../shared/contract/contract.ts'
import { toErrorData } from '../../shared/errors.ts'
import { GUESTS, domainXml } from '../lab/guest.ts'
import { Lab } from '../lab/lab.ts'
import { HOSTILE, mutatedArguments, validArguments } from '../support/contract-arbitrary.ts'
import { EXAMPLES } from '../unit/libvirt/network-examples.ts'
import { hostState } from './support/bridge.ts'
import { startBackend } from './support/stopped.ts'
import { libvirtTruth } from './walk/truth-libvirt.ts'
import type { TestBackend } from '../support/backend.ts'

const RUNS = Number(process.env.RUNS) || 25
const SEED = Number(process.env.SEED) || Math.floor(Math.random() * 2 ** 31)
const ANSWER_MS = 30_000

/** They look, and plan; they may be told of what there is. The others act, and get strangers only. */
const looks = (method: string) => /^(plan|get|find)/.test(method)
/** These ask the whole LAN, or start another program. */
const SLOW: MethodName[] = ['findAddresses', 'getNewMachineChoices']

/** Whole ones, and such as must not get through; each can be the XML of any method that takes it. */
const DOCUMENTS = [
  ...EXAMPLES.map(({ xml }) => xml),
  ...GUESTS.map(domainXml),
  '<network><name>x</name><bridge name="/../../x"/><ip address="1" netmask="x"/></network>',
  '<domain><devices><emulator>/bin/sh</emulator></devices></domain>',
  `<network xmlns:d="http://libvirt.org/schemas/network/dnsmasq/1.0"><name>x</name>
    <d:options><d:option value="dhcp-script=/bin/sh"/></d:options></network>`,
]

let lab: Lab
let backend: TestBackend
let before: unknown
let tried = 0
const codes = new Map<string, number>()

const state = async () => ({ ...(await hostState(lab)), ...(await libvirtTruth(lab)) })

beforeAll(async () => {
  lab = await Lab.start({ guests: ['web', 'old-mail'] })
  backend = await startBackend(lab)
  before = await state()
})
afterAll(async () => {
  console.log(`bad input: ${tried} calls of ${methodNames.length} methods, seed ${SEED}`)
  console.log(`answers: ${[...codes].map(([code, count]) => `${code} ${count}`).join(', ')}`)
  await backend.stop()
  await lab.stop()
})

it.each(methodNames)('bad input: %s', { timeout: 300_000, retry: 0 }, async (method) => {
  const known = looks(method) ? knownNames() : []
  const runs = SLOW.includes(method) ? 3 : RUNS
  const args = fc.oneof(validArguments(method, known), mutatedArguments(method, known))
  await fc.assert(
    fc.asyncProperty(args, (values) => ask(method, values)),
    { numRuns: runs * 2, seed: SEED, endOnFailure: true },
  )
  for (const text of HOSTILE) await ask(method, [text])
  expect(await state()).toEqual(before)
})

async function ask(method: MethodName, args: unknown[]): Promise<void> {
  const call = backend.api[method] as (...values: unknown[]) => Promise<unknown>
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('no answer')), ANSWER_MS)
  const answer = await Promise.race([call(...args).then(accepted, refused), late.promise])
  clearTimeout(timer)
  tried++
  const { code } = answer
  codes.set(code, (codes.get(code) ?? 0) + 1)
  expect(answer, JSON.stringify(args)).not.toMatchObject({ code: 'internal' })
  expect(code).not.toBe('backend-gone')
}

const accepted = () => ({ code: 'accepted' })
const refused = (error: unknown) => toErrorData(error)

function knownNames(): string[] {
  const { networks = [], machines = [], interfaces = [] } = backend.inventory ?? {}
  const names = [...networks, ...machines].flatMap(({ name, uuid }) => [name, uuid])
  const macs = machines.flatMap(({ nics }) => nics.map(({ mac }) => mac))
  return [
    ...names,
    ...macs,
    ...DOCUMENTS,
    ...interfaces.map(({ name }) => name),
    '10.77.0.1',
    'fd00:77::1',
  ]
}
