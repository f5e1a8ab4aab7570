/** Made-up forwards: engines that are all there, and plans as the backend's are told. */
import type { PuenteMethods } from '../../shared/contract/contract.ts'
import type { MessageKey } from '../../shared/locales.ts'
import { message } from '../../shared/message.ts'
import type { Forward, ForwardStanding } from '../../shared/model/forward.ts'
import type { Inventory, InventoryPatch } from '../../shared/model/inventory.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'

type ForwardMethods = Pick<
  PuenteMethods,
  | 'getForwardStanding'
  | 'planAddForward'
  | 'planChangeForward'
  | 'planSwitchForward'
  | 'planRemoveForward'
>

interface World {
  inventory: () => Inventory
  patch: (part: Omit<InventoryPatch, 'revision'>) => void
  register: (plan: Plan, apply: (plan: Plan) => Promise<Change>) => Promise<Plan>
  finish: (plan: Plan) => Promise<Change>
}

const standing: ForwardStanding = {
  ...{ relay: null, nat: null, firewall: null, lowestPort: 1024 },
  forwarding: { ipv4: true, ipv6: false },
  taken: [
    { protocol: 'tcp', address: null, first: 8000, last: 8000, program: 'nginx', machine: null },
  ],
}

export function madeUpForwards(machine: string): Forward[] {
  const to = { machine, mac: '52:54:00:6b:3c:58', bridge: 'virbr0', to: '192.168.122.10' }
  const web = { id: '0000000a', protocol: 'tcp', address: null, port: 8080, toPort: 80 } as const
  return [
    { ...to, ...web, engine: 'relay', on: true, source: 'kept' },
    {
      ...{ ...to, id: '0000000b', protocol: 'udp', address: '198.51.100.20', port: 53 },
      ...{ toPort: 53, engine: 'nat', on: false, source: 'kept' },
    },
  ]
}

export function fakeForwards({ inventory, patch, register, finish }: World): ForwardMethods {
  const change = (
    title: MessageKey,
    { before, after }: { before?: Forward | undefined; after?: Forward },
  ): Promise<Plan> => {
    const { port = 0, machine = '' } = after ?? before ?? {}
    const name = inventory().machines.find(({ uuid }) => uuid === machine)?.name ?? ''
    const steps = after?.on
      ? [
          message('step.forward-reserve', { address: after.to }),
          message('step.forward.anyone', {
            ...{ protocol: after.protocol.toUpperCase(), ports: port, to: after.toPort },
            address: after.address ?? '',
          }),
          message(`step.forward-by-${after.engine}`, { to: after.to }),
          message(`forward.because.${after.engine === 'nat' ? 'udp' : 'no-rights'}`),
        ]
      : [message('step.forward-end-relay', { forward: `tcp ${port} → ${before?.to ?? ''}` })]
    const plan: Plan = {
      id: `plan-${Date.now()}`,
      title: message(title, { port, machine: name }),
      steps: steps.map((text, index) => ({ id: String(index), text })),
      warnings: after?.on ? [message('warning.forward-open')] : [],
      ...{ interruption: null, carried: [], keepOrRevert: false },
      commands: ['systemctl --user enable --now puente-forward-0000000a.socket'],
    }
    return register(plan, async (shown) => {
      const done = await finish(shown)
      const gone = before && !after ? [before.id] : []
      patch({ forwards: { upsert: after ? [after] : [], remove: gone } })
      return done
    })
  }
  const found = (id: string) => inventory().forwards.find((one) => one.id === id)

  return {
    getForwardStanding: () => Promise.resolve(standing),
    planAddForward: ({ engine, nic, ...asked }) =>
      change('plan.add-forward', {
        after: {
          ...{ ...asked, mac: nic.mac },
          ...{ id: '0000000c', on: true, bridge: 'virbr0', to: '192.168.122.10', source: 'kept' },
          engine: engine === 'auto' ? (asked.protocol === 'udp' ? 'nat' : 'relay') : engine,
        },
      }),
    planChangeForward: ({ forward, engine, ...asked }) => {
      const before = found(forward)
      const after = { ...before, ...asked, engine: engine === 'auto' ? 'relay' : engine } as Forward
      return change('plan.change-forward', { before, after })
    },
    planSwitchForward: ({ forward, on }) => {
      const before = found(forward)
      const title = on ? 'plan.forward-on' : 'plan.forward-off'
      return change(title, { before, after: { ...before, on } as Forward })
    },
    planRemoveForward: (forward) => change('plan.remove-forward', { before: found(forward) }),
  }
}
