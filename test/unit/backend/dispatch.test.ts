import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { dispatch } from '../../../electron/backend/dispatch.ts'
import { methodNames } from '../../../shared/contract/contract.ts'
import type { PuenteMethods } from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import { maxCallSize } from '../../../shared/protocol.ts'
import type { CallMessage } from '../../../shared/protocol.ts'
import { noteInputs } from '../../support/inputs-tried.ts'

const UUID = '5f0c1a52-7d3e-4b5a-9c1d-000000000001'

/** Every method of the contract, answering `result`. */
function backend(result: () => unknown = () => 'result') {
  const call = vi.fn(async (..._args: unknown[]) => result())
  const methods = Object.fromEntries(methodNames.map((name) => [name, call]))
  return { call, methods: methods as unknown as PuenteMethods }
}

async function send(method: string, args: unknown, answer = backend()) {
  const message = { type: 'call', id: 7, method, args } as unknown as CallMessage
  return { reply: await dispatch(answer.methods, message), call: answer.call }
}

it('carries a call out and answers under its number', async () => {
  const intent = { nic: 'eth0', name: 'br0', network: null }
  const { reply, call } = await send('planCreateBridge', [intent])
  expect(reply).toEqual({ type: 'reply', id: 7, ok: true, result: 'result' })
  expect(call).toHaveBeenCalledExactlyOnceWith(intent)
})

it('answers with what was thrown, as data', async () => {
  const refuse = backend(() => {
    throw new PuenteError('interface-gone', { interface: 'eth0' })
  })
  const { reply } = await send('getInventory', [], refuse)
  const error = { code: 'interface-gone', params: { interface: 'eth0' } }
  expect(reply).toEqual({ type: 'reply', id: 7, ok: false, error })
})

it('answers with `internal` when it is our own fault', async () => {
  const break_ = backend(() => {
    throw new TypeError('x is undefined')
  })
  const { reply } = await send('getInventory', [], break_)
  expect(reply).toMatchObject({ ok: false, error: { code: 'internal', cause: 'x is undefined' } })
})

it.each<[what: string, method: string, args: unknown]>([
  ['an unknown method', 'formatDisk', []],
  ['a method of every object', 'constructor', []],
  ['a method of every object', 'toString', []],
  ['a prototype', '__proto__', []],
  ['an argument too many', 'getInventory', [1]],
  ['an argument too few', 'applyPlan', []],
  ['no list of arguments', 'getInventory', {}],
  ['no arguments at all', 'getInventory', undefined],
  ['an argument of another type', 'applyPlan', [1]],
  ['an empty name', 'planRemoveBridge', [{ bridge: '' }]],
  ['a name of 10,000 characters', 'planRemoveBridge', [{ bridge: 'b'.repeat(10_000) }]],
  ['a key that is none of ours', 'planRemoveBridge', [{ bridge: 'br0', xml: '<a/>' }]],
  ['a key that is missing', 'planCreateBridge', [{ nic: 'eth0', name: 'br0' }]],
  ['no UUID', 'startMachine', ['web']],
  ['XML for a UUID', 'startMachine', ['<uuid/>']],
  ['a number for a yes', 'setNetworkAutostart', [UUID, 1]],
  ['an unknown service', 'reconnect', ['systemd']],
])('refuses %s', async (_, method, args) => {
  const { reply, call } = await send(method, args)
  expect(reply).toMatchObject({ id: 7, ok: false, error: { code: 'bad-request' } })
  expect(call).not.toHaveBeenCalled()
})

it('does not even look into a call that is too large', async () => {
  const { reply } = await send('applyPlan', ['x'.repeat(maxCallSize)])
  expect(reply).toMatchObject({ ok: false, error: { code: 'bad-request' } })
  expect(reply).not.toHaveProperty('error.cause')
})

it('answers everything that could be sent, and lets nothing untyped through', async () => {
  const method = fc.oneof(fc.constantFrom<string>(...methodNames), fc.string())
  const args = fc.oneof(fc.array(fc.anything(), { maxLength: 3 }), fc.anything())
  await fc.assert(
    fc.asyncProperty(method, args, async (name, values) => {
      const { reply } = await send(name, values)
      expect(reply.id).toBe(7)
      if (!reply.ok) expect(reply.error.code).toBe('bad-request')
      else expect(methodNames).toContain(name)
    }),
    { numRuns: 1000 },
  )
  noteInputs('calls of any shape', 1000)
})
