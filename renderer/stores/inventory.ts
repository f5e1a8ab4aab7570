import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ErrorData } from '../../shared/errors.ts'
import { byWeight, subjectKey } from '../../shared/model/finding.ts'
import type { Finding } from '../../shared/model/finding.ts'
import type { Forward } from '../../shared/model/forward.ts'
import type { HostInterface } from '../../shared/model/host.ts'
import type { LanSlice } from '../../shared/model/lan-slice.ts'
import type { Machine } from '../../shared/model/machine.ts'
import type { Network } from '../../shared/model/network.ts'
import type { TaggingWorld } from '../../shared/rules/vlans/tagging.ts'
import type { OthersChange } from '../../shared/model/plan.ts'
import { servicesNow } from '../model/setup/services.ts'
import { byName, inOrder } from '../model/sort.ts'
import { InventoryReader } from './inventory-reader.ts'
import type { InventoryState } from './inventory-state.ts'

/** Everything there is, as the backend last said. */
export const useInventory = defineStore('inventory', () => {
  const state = shallowRef<InventoryState | null>(null)
  const error = shallowRef<ErrorData | null>(null)
  const backendReady = ref(true)
  /** Grows with each connection that is shown: who told the one before tells the next. */
  const turn = ref(0)

  const reader = new InventoryReader(window.puente, {
    state: () => state.value,
    show: (next) => {
      state.value = next
      error.value = null
    },
    failed: (cause) => (error.value = cause),
    backend: (ready) => (backendReady.value = ready),
  })

  const networksById = computed(() => state.value?.networks ?? new Map<string, Network>())
  const machinesById = computed(() => state.value?.machines ?? new Map<string, Machine>())
  const interfacesByName = computed(
    () => state.value?.interfaces ?? new Map<string, HostInterface>(),
  )
  const networks = computed<Network[]>((before) => inOrder(networksById.value, before))
  const machines = computed<Machine[]>((before) => inOrder(machinesById.value, before))
  const interfaces = computed(() => [...interfacesByName.value.values()].sort(byName))
  const forwardsById = computed(() => state.value?.forwards ?? new Map<string, Forward>())
  const forwards = computed(() => [...forwardsById.value.values()].sort(byPort))
  const forwardsByMachine = computed(() => Map.groupBy(forwards.value, ({ machine }) => machine))
  const slicesByBridge = computed(() => state.value?.slices ?? new Map<string, LanSlice>())
  const othersById = computed(() => state.value?.others ?? new Map<string, OthersChange>())
  const machinesByNetwork = computed(() => groupByNetwork(machines.value))
  // A patch without findings leaves this the same object, and nothing of them is grouped anew.
  const findingsById = computed(() => state.value?.findings ?? new Map<string, Finding>())
  const findings = computed(() => [...findingsById.value.values()])
  const services = computed(() =>
    servicesNow({
      services: state.value?.services ?? null,
      backendReady: backendReady.value,
      error: error.value,
    }),
  )
  const tagging = computed<TaggingWorld>(() => {
    const { libvirt } = services.value
    return {
      networks: networks.value,
      interfaces: interfaces.value,
      version: libvirt.status === 'connected' ? libvirt.version : null,
    }
  })

  return {
    state,
    error,
    backendReady,
    turn,
    /** What has to be known to tell where VLAN tags do anything. */
    tagging,
    loaded: computed(() => state.value !== null),
    services,
    /** Has every service told its part, or said why it can't? */
    settled: computed(() => Object.values(services.value).every(isSettled)),
    networks,
    networksById,
    machines,
    machinesById,
    interfaces,
    interfacesByName,
    forwards,
    forwardsById,
    forwardsByMachine,
    slicesByBridge,
    machinesByNetwork,
    machineByTap: computed(() => indexByTap(machines.value)),
    change: computed(() => state.value?.change ?? null),
    othersById,
    notices: computed(() => state.value?.notices ?? []),
    findings,
    findingsBySubject: computed(() => groupBySubject(findings.value)),
    /** Is it this computer's libvirt, so that the host can be looked at, too? */
    isHere: computed(() => services.value.networkManager.status !== 'elsewhere'),
    canChangeMachines: computed(() => backendReady.value && canChange(services.value.libvirt)),
    canChangeHost: computed(() => backendReady.value && canChange(services.value.networkManager)),
    listen: () => reader.listen(),
    /** Another connection: nothing of the one before is true of it. */
    startAnew: (ready: boolean) => {
      state.value = null
      error.value = null
      backendReady.value = ready
      turn.value++
      void reader.read()
    },
    read: () => reader.read(),
  }
})

function byPort(a: Forward, b: Forward): number {
  return a.port - b.port || (a.id < b.id ? -1 : 1)
}

function isSettled({ status }: { status: string }): boolean {
  return status !== 'connecting'
}

function indexByTap(machines: Machine[]): ReadonlyMap<string, Machine> {
  return new Map(
    machines.flatMap((machine) => machine.nics.flatMap(({ tap }) => (tap ? [[tap, machine]] : []))),
  )
}

/** By `subjectKey` of what each is about; the root cause first. */
function groupBySubject(findings: Finding[]): ReadonlyMap<string, Finding[]> {
  const groups = Map.groupBy(findings, ({ about }) => subjectKey(about))
  for (const group of groups.values()) group.sort(byWeight)
  return groups
}

function canChange(service: InventoryState['services']['libvirt']): boolean {
  return service.status === 'connected' && !service.readOnly
}

function groupByNetwork(machines: Machine[]): ReadonlyMap<string, Machine[]> {
  const groups = new Map<string, Machine[]>()
  for (const machine of machines) {
    const names = machine.nics.flatMap(({ source }) =>
      source.type === 'network' ? [source.network] : [],
    )
    for (const name of new Set(names)) {
      const group = groups.get(name)
      if (group) group.push(machine)
      else groups.set(name, [machine])
    }
  }
  return groups
}
