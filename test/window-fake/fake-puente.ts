/** `window.puente` without a system behind it: it answers from a scene and changes it. */
import type { KeyIn } from '../../shared/locales.ts'
import type { PuenteEvents, EventName } from '../../shared/contract/contract.ts'
import type { ErrorData } from '../../shared/errors.ts'
import type { CollectionPatch, Inventory, InventoryPatch } from '../../shared/model/inventory.ts'
import type { HostSetup } from '../../shared/model/host-setup.ts'
import type { Machine } from '../../shared/model/machine.ts'
import { isActive } from '../../shared/model/machine.ts'
import type { Network } from '../../shared/model/network.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { fakeConditions } from './conditions.ts'
import { fakeConnections } from './connections.ts'
import {
  bridgePlan,
  changePlan,
  fixPlan,
  interfacePlan,
  nicPlan,
  ownProfilePlan,
  removalPlan,
  startOf,
  takeOverPlan,
  trunkPlan,
  trunkRemovalPlan,
  usePlan,
} from './changes.ts'
import type { Fake } from './fake.ts'
import { history, historyDetails, longHistory, wiringDifferences, wiringPlan } from './history.ts'
import { diagnosisOf } from './findings.ts'
import { fakeForwards } from './forwards.ts'
import { fakeLabs } from './labs.ts'
import { fakeLanSlices } from './lan-slices.ts'
import { isOn, machineMethods } from './machines.ts'
import { fakeCaptures } from './captures.ts'
import { fakeNames } from './names.ts'
import { fakeNetworks } from './networks.ts'
import { fakeRules } from './rules.ts'
import { bondChangePlan, bondPlan, bondRemovalPlan, rebonded } from './bonds.ts'
import { scene } from './scenes.ts'
import { fakeTraffic } from './traffic.ts'

export interface FakeOptions {
  inventory: Inventory
  setup: HostSetup
  /** Milliseconds that a step takes. */
  pace: number
  /** How the reading of the inventory goes. */
  reading: 'answers' | 'hangs' | 'fails'
  /** What has been done before. */
  past: keyof typeof histories
}

type Applied = (plan: Plan) => Promise<Change>

const histories = { some: history, none: () => [], long: longHistory }

export function createFake({ inventory, setup, pace, reading, past }: FakeOptions): Fake {
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  const plans = new Map<string, { plan: Plan; apply: Applied }>()
  let now = inventory
  let answer: (keep: boolean) => void = () => undefined

  function emit<E extends EventName>(event: E, payload: PuenteEvents[E]): void {
    listeners.get(event)?.forEach((listener) => listener(payload as never))
  }

  function patch(part: Omit<InventoryPatch, 'revision'>): void {
    const revision = now.revision + 1
    now = {
      ...now,
      revision,
      ...(part.services && { services: part.services }),
      ...(part.notices && { notices: part.notices }),
      ...(part.change !== undefined && { change: part.change }),
      networks: merge(now.networks, part.networks, (item) => item.uuid),
      machines: merge(now.machines, part.machines, (item) => item.uuid),
      interfaces: merge(now.interfaces, part.interfaces, (item) => item.name),
      forwards: merge(now.forwards, part.forwards, (item) => item.id),
      slices: merge(now.slices, part.slices, (item) => item.bridge),
      others: merge(now.others, part.others, (item) => item.id),
      findings: merge(now.findings, part.findings, (item) => item.id),
    }
    emit('inventory', { revision, ...part })
  }

  const wait = (times = 1) => new Promise((resolve) => setTimeout(resolve, pace * times))
  const networkOf = (uuid: string) => found(now.networks.find((item) => item.uuid === uuid))
  const setMachine = (item: Machine) => patch({ machines: { upsert: [item], remove: [] } })
  const setNetwork = (item: Network) => patch({ networks: { upsert: [item], remove: [] } })

  async function carryOut(plan: Plan, becomes: () => Inventory): Promise<Change> {
    let current = startOf(plan)
    const show = (part: Partial<Change>) => patch({ change: (current = { ...current, ...part }) })
    show({})
    const tried = plan.steps.findIndex(({ id }) => id === 'verify') + 1 || 4
    for (const { id } of plan.steps.slice(0, tried)) {
      show({ steps: withState(current.steps, id, 'running') })
      if (id === 'verify') await runChecks()
      else await wait()
      show({ steps: withState(current.steps, id, 'done') })
    }
    show({ phase: 'awaiting-answer', deadline: Date.now() + 30_000 })
    void decided()
    return current

    async function runChecks(): Promise<void> {
      show({ phase: 'verifying' })
      for (const { id } of current.checks) {
        show({ checks: withState(current.checks, id, 'running') })
        await wait(0.5)
        show({ checks: withState(current.checks, id, 'passed') })
      }
    }

    async function decided(): Promise<void> {
      const keep = await new Promise<boolean>((resolve) => {
        answer = resolve
        setTimeout(() => resolve(false), 30_000)
      })
      show({ phase: keep ? 'keeping' : 'reverting', deadline: null })
      await wait()
      const steps = current.steps.map((step) => ({ ...step, state: 'done' as const }))
      show(keep ? { phase: 'done', steps } : { phase: 'reverted' })
      if (keep) become(becomes())
    }
  }

  /** The host and its networks as in the other scene; machines stay as they are. */
  function become({ interfaces, networks }: Inventory): void {
    const names = new Set(now.networks.map((item) => item.name))
    const wanted = new Set(networks.map((item) => item.name))
    patch({
      interfaces: { upsert: interfaces, remove: now.interfaces.map((item) => item.name) },
      networks: {
        upsert: networks.filter((item) => !names.has(item.name)),
        remove: now.networks.filter((item) => !wanted.has(item.name)).map((item) => item.uuid),
      },
    })
  }

  async function decide(keep: boolean): Promise<Change> {
    answer(keep)
    await wait(2)
    return found(now.change ?? undefined)
  }

  async function register(plan: Plan, apply: Applied): Promise<Plan> {
    await wait(0.3)
    plans.set(plan.id, { plan, apply })
    return plan
  }

  const done = (plan: Plan): Change => ({ ...startOf(plan), phase: 'done', checks: [] })

  const switchPlan = (key: KeyIn<'plan'>, uuid: string) =>
    nicPlan(`plan.${key}`, [], { network: networkOf(uuid).name })

  const removeNetwork = (uuid: string) => patch({ networks: { upsert: [], remove: [uuid] } })
  const networkMethods = fakeNetworks({
    inventory: () => now,
    networkOf,
    set: setNetwork,
    remove: removeNetwork,
    register,
    finish: (plan) => wait().then(() => done(plan)),
    failure,
  })

  return {
    ...fakeConnections(emit, () => now),
    ...networkMethods,
    ...fakeLanSlices({
      inventory: () => now,
      ...{ set: setNetwork, patch, register },
      finish: (plan) => wait().then(() => done(plan)),
    }),
    ...fakeForwards({
      inventory: () => now,
      ...{ patch, register },
      finish: (plan) => wait().then(() => done(plan)),
    }),
    ...fakeNames({
      inventory: () => now,
      ...{ wait, register, failure },
      finish: (plan) => wait().then(() => done(plan)),
    }),
    ...fakeLabs({
      register,
      finish: (plan) => wait().then(() => done(plan)),
      there: () => now.machines.map(({ name }) => name),
    }),
    ...fakeCaptures(emit),
    ...fakeConditions({
      inventory: () => now,
      ...{ setMachine, register },
      finish: (plan) => wait().then(() => done(plan)),
    }),
    ...fakeRules({
      inventory: () => now,
      ...{ setMachine, register },
      finish: (plan) => wait().then(() => done(plan)),
    }),
    emit,
    patch,
    ...machineMethods({
      now: () => now,
      ...{ emit, wait, setMachine, register, done },
      fail: (code, cause) => failure(code, {}, cause),
    }),
    on: (event, listener) => {
      const group = listeners.get(event) ?? new Set()
      listeners.set(event, group.add(listener as (payload: never) => void))
      return () => void group.delete(listener as (payload: never) => void)
    },
    getInventory: async () => {
      if (reading === 'hangs') return new Promise(() => undefined)
      if (reading === 'fails') throw failure('backend-gone', {}, 'exit code 139')
      return now
    },
    getHostSetup: () => wait(0.1).then(() => setup),
    planCreateBridge: (intent) =>
      register(bridgePlan(intent), (plan) => carryOut(plan, () => scene('bridged'))),
    planCreateBond: (intent) =>
      register(bondPlan(intent), (plan) => carryOut(plan, () => scene('bonded'))),
    planChangeBond: (intent) =>
      register(bondChangePlan(intent), (plan) => carryOut(plan, () => rebonded(now, intent))),
    planRemoveBond: ({ bond }) =>
      register(bondRemovalPlan(bond), (plan) => carryOut(plan, () => scene('lab'))),
    planCreateTrunk: (intent) =>
      register(trunkPlan(intent), (plan) => carryOut(plan, () => scene('trunk'))),
    planRemoveTrunk: (intent) =>
      register(trunkRemovalPlan(intent), (plan) => carryOut(plan, () => scene('bridged'))),
    getInterfaceSettings: () =>
      wait(0.1).then(() => ({
        ipv4: { method: 'auto', addresses: [], gateway: null },
        ipv6: { method: 'auto', addresses: [], gateway: null },
        ...{ dns: [], search: [], routes: [], mtu: null },
      })),
    planChangeInterface: (intent) =>
      register(interfacePlan(intent), (plan) => carryOut(plan, () => scene('own-profile'))),
    planRestoreInterface: ({ interface: nic }) =>
      register(ownProfilePlan(nic), (plan) => carryOut(plan, () => scene('lab'))),
    planRemoveBridge: ({ bridge }) =>
      register(removalPlan(bridge), (plan) => carryOut(plan, () => scene('lab'))),
    planChangeBridge: (intent) => register(changePlan(intent), (plan) => carryOut(plan, () => now)),
    planTakeOver: ({ id, how }) =>
      register(takeOverPlan(how), async (plan) => {
        await wait()
        patch({ others: { upsert: [], remove: [id] } })
        return done(plan)
      }),
    planUseBridge: ({ bridge, network }) =>
      register(usePlan(bridge, network), (plan) => wait().then(() => done(plan))),
    getHistory: () => wait(0.3).then(() => histories[past]()),
    getWiringDifferences: () => wait(0.1).then(wiringDifferences),
    planWiringBack: () => register(wiringPlan(), (plan) => wait().then(() => done(plan))),
    getHistoryDetails: (id) => wait(0.1).then(() => historyDetails(id)),
    extendChange: async () => {
      const change = found(now.change ?? undefined)
      patch({ change: { ...change, deadline: Date.now() + 60_000 } })
      return found(now.change ?? undefined)
    },
    planUndo: () =>
      register(nicPlan('plan.undo-nics', [], { machine: '', network: '' }), (plan) =>
        wait().then(() => done(plan)),
      ),
    applyPlan: async (id) => {
      const known = plans.get(id)
      if (!known) throw failure('plan-unknown')
      return known.apply(known.plan)
    },
    keepChange: () => decide(true),
    revertChange: () => decide(false),
    startNetwork: async (uuid) => {
      await wait()
      setNetwork({ ...networkOf(uuid), active: true })
      return done(switchPlan('start-network', uuid))
    },
    stopNetwork: async (uuid, { force }) => {
      await wait()
      const item = networkOf(uuid)
      const users = now.machines.filter(
        (one) => isActive(one) && one.nics.some(({ source }) => isOn(source, item.name)),
      )
      const machines = users.map((one) => one.name).join(', ')
      if (machines && !force) throw failure('network-in-use', { network: item.name, machines })
      setNetwork({ ...item, active: false, leases: [] })
      return done(switchPlan('stop-network', uuid))
    },
    setNetworkAutostart: async (uuid, autostart) => {
      setNetwork({ ...networkOf(uuid), autostart })
      return done(switchPlan(autostart ? 'autostart-network' : 'no-autostart-network', uuid))
    },
    diagnose: async (target, { run, asAdministrator }) => {
      for (const done of [1, 2, 3, 4]) {
        await wait()
        emit('diagnosis', { run, done, total: 4 })
      }
      return diagnosisOf(target, now.findings, asAdministrator)
    },
    planFix: (id) => {
      const plan = fixPlan(id)
      return register(plan, async () => {
        await wait()
        patch({ findings: { upsert: [], remove: [id] } })
        return done(plan)
      })
    },
    findAddresses: () => wait().then(() => undefined),
    setVisible: async () => undefined,
    watchTraffic: fakeTraffic(
      () => now,
      (sample) => emit('traffic', sample),
    ),
    dismissNotice: async (id) => patch({ notices: now.notices.filter((item) => item.id !== id) }),
    reconnect: () => wait(2).then(() => undefined),
  }
}

function withState<T extends { id: string; state: string }>(
  items: T[],
  id: string,
  state: T['state'],
): T[] {
  return items.map((item) => (item.id === id ? { ...item, state } : item))
}

function merge<T>(items: T[], patch: CollectionPatch<T> | undefined, key: (item: T) => string) {
  if (!patch) return items
  const changed = new Set([...patch.remove, ...patch.upsert.map(key)])
  return [...items.filter((item) => !changed.has(key(item))), ...patch.upsert]
}

function found<T>(item: T | undefined): T {
  if (item === undefined) throw failure('internal')
  return item
}

/** As the preload rejects: plain data. */
function failure(code: ErrorData['code'], params: ErrorData['params'] = {}, cause?: string) {
  return { code, params, ...(cause !== undefined && { cause }) }
}
