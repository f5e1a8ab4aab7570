/** Why does it not work? Gathers once, runs every check, and puts the root cause first. */
import { message } from '../../../shared/message.ts'
import type { DiagnoseOptions, DiagnosisProgress } from '../../../shared/contract/doctor.ts'
import { byWeight } from '../../../shared/model/finding.ts'
import type { Diagnosis, DiagnosisTarget, Finding, Unseen } from '../../../shared/model/finding.ts'
import type { InventoryPatch } from '../../../shared/model/inventory.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { Addresses } from '../inventory/addresses.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import type { NetworkManagerService } from '../inventory/networkmanager-service.ts'
import type { NetworkSurroundings } from '../networks/network-surroundings.ts'
import type { Networks } from '../networks/networks.ts'
import { readPermissions, rightsWithout } from '../../networkmanager/index.ts'
import { isHostBridge } from './facts.ts'
import type { Check, Found } from './check.ts'
import { withoutConsequences } from './consequences.ts'
import { checks } from './checks/index.ts'
import type { Host } from '../../host/host.ts'
import type { Fix } from './fix.ts'
import { gatherKernel, parts } from './gather.ts'
import { InPassing } from './in-passing.ts'
import { isAsked, scopeOf } from './scope.ts'
import type { Scope, World } from './scope.ts'
import { nothingGathered } from './view.ts'
import type { Gathered, Kernel, View } from './view.ts'

export interface DoctorParts {
  inventory: InventoryStore
  libvirt: LibvirtService
  networkManager: NetworkManagerService
  addresses: Addresses
  networks: Networks
  surroundings: NetworkSurroundings
  tell: (progress: DiagnosisProgress) => void
  /** The machines run on another host, of which only libvirt tells. */
  host: Host
}

/** Findings of the last runs, for whose fixes the window may ask. */
const REMEMBERED = 500

export class Doctor {
  readonly #parts: DoctorParts
  readonly #fixes = new Map<string, Fix | null>()
  /** The run that a finding is of. */
  readonly #seenIn = new Map<string, { target: DiagnosisTarget; asAdministrator: boolean }>()
  readonly #inPassing: InPassing

  constructor(parts: DoctorParts) {
    this.#parts = parts
    this.#inPassing = new InPassing(() => this.#lookInPassing())
  }

  /** Something changed: what is seen in passing is looked at again, soon and not too often. */
  observe({ machines, networks, interfaces, services }: InventoryPatch): void {
    if (machines ?? networks ?? interfaces ?? services) this.#inPassing.wake()
  }

  wake(): void {
    this.#inPassing.wake()
  }

  /** @throws PuenteError when what is asked about is not there any more */
  async diagnose(target: DiagnosisTarget, options: DiagnoseOptions): Promise<Diagnosis> {
    this.#require(target)
    const refused: Unseen[] = []
    const refuse = (unseen: Unseen) => refused.push(unseen)
    const tell = this.#steps(options.run)
    await this.#refresh(target)
    const kernel = await this.#kernel(refuse)
    tell()
    await this.#findAddresses(target)
    const host = await this.#gather(target, options.asAdministrator, refuse, tell)
    const view = await this.#view(
      target,
      kernel,
      { ...host, refusedRights: await this.#refusedRights() },
      [...this.#unseenServices(), ...refused],
    )
    const definitions = await this.#definitions(view)
    return this.#judge(target, { ...view, definitions }, options.asAdministrator)
  }

  /** @throws PuenteError `finding-gone` */
  fixOf(finding: string): Fix {
    const fix = this.#fixes.get(finding)
    if (!fix) throw new PuenteError('finding-gone')
    return fix
  }

  /**
   * Looked for again, as the person who is there: what only an administrator sees would be asked for a
   * second time.
   * @throws PuenteError `finding-gone`
   */
  async fixNow(finding: string): Promise<Fix> {
    const known = this.fixOf(finding)
    const seen = this.#seenIn.get(finding)
    if (!seen || seen.asAdministrator) return known
    this.#fixes.delete(finding)
    await this.diagnose(seen.target, { run: '', asAdministrator: false })
    return this.fixOf(finding)
  }

  get #isKnown(): boolean {
    return this.#parts.host.network === 'known'
  }

  get #checks(): readonly Check[] {
    return this.#isKnown ? checks : checks.filter(({ needs }) => needs === 'libvirt')
  }

  #kernel(refuse?: (unseen: Unseen) => void): Promise<Kernel> {
    return this.#isKnown
      ? gatherKernel(this.#parts.host.side, refuse)
      : Promise.resolve({ links: null, setAside: [] })
  }

  #judge(target: DiagnosisTarget, view: View, asAdministrator: boolean): Diagnosis {
    const possible = this.#checks.filter(({ applicable }) => applicable(view))
    const found = withoutConsequences(
      possible.flatMap((check) => check.run(view)),
      view,
    )
    this.#remember(found)
    for (const { finding } of found) this.#seenIn.set(finding.id, { target, asAdministrator })
    return {
      target,
      at: Date.now(),
      findings: findingsOf(found)
        .filter((finding) => isAsked(finding, target))
        .sort(byWeight),
      checked: possible.map(({ id }) => id),
      unseen: view.unseen,
      asAdministrator: asAdministrator && view.rules !== null,
    }
  }

  async #lookInPassing(): Promise<void> {
    const view = await this.#view({ type: 'everything' }, await this.#kernel(), nothingGathered, [])
    const possible = this.#checks.filter(
      ({ inPassing, applicable }) => inPassing && applicable(view),
    )
    const found = possible.flatMap((check) => check.run(view))
    this.#remember(found)
    this.#parts.inventory.findings.replace(findingsOf(found))
  }

  async #view(
    target: DiagnosisTarget,
    kernel: Kernel,
    host: Gathered,
    unseen: Unseen[],
  ): Promise<View> {
    const { surroundings, inventory } = this.#parts
    const world = this.#world
    const scope = scopeOf(world, target)
    const { services } = inventory.snapshot()
    const occupied = await surroundings.occupiedForEach(
      scope.networks.filter(({ active, subnets }) => active && subnets.length > 0),
    )
    return {
      ...scope,
      ...kernel,
      ...host,
      world,
      services,
      occupied,
      unseen,
      definitions: new Map(),
    }
  }

  /** libvirt tells nobody of changes to what is only stored, nor of leases. */
  async #refresh(target: DiagnosisTarget): Promise<void> {
    const { libvirt, addresses } = this.#parts
    if (!libvirt.isConnected) return
    const { paths, machines, networks } = scopeOf(this.#world, target)
    const touched = new Set(
      [...machines, ...paths.map(({ machine }) => machine)].map(({ uuid }) => uuid),
    )
    await Promise.all([
      ...[...touched].slice(0, 50).map((uuid) => libvirt.refreshMachine(uuid)),
      ...networks.map(({ uuid }) => libvirt.refreshNetwork(uuid)),
    ])
    await addresses.refresh()
  }

  /** On a bridge of the host the LAN gives the addresses; they are asked for where it matters. */
  async #findAddresses(target: DiagnosisTarget): Promise<void> {
    if (target.type !== 'machine' && target.type !== 'nic') return
    const world = this.#world
    const scope = scopeOf(world, target)
    const unknown = scope.paths.filter(({ nic, bridge }) => {
      return (
        nic.plugged &&
        nic.addresses.length === 0 &&
        bridge &&
        isHostBridge({ world, ...scope }, bridge)
      )
    })
    for (const bridge of new Set(unknown.flatMap((path) => path.bridge ?? []))) {
      await this.#parts.addresses.find(bridge).catch(() => undefined)
    }
  }

  async #gather(
    target: DiagnosisTarget,
    administrator: boolean,
    refuse: (unseen: Unseen) => void,
    tell: () => void,
  ): Promise<Gathered> {
    const host = { ...nothingGathered }
    if (!this.#isKnown) return host
    const world = this.#world
    const scope: Scope = scopeOf(world, target)
    const { side } = this.#parts.host
    const forwards = world.forwards.filter(({ machine, mac }) =>
      scope.paths.some((path) => path.machine.uuid === machine && path.nic.mac === mac),
    )
    const { interfaces, slices } = world
    const context = { side, interfaces, forwards, slices, administrator, refuse }
    await Promise.all(parts.map((part) => part(host, scope, context).finally(tell)))
    return host
  }

  #steps(run: string): () => void {
    const total = parts.length + 1
    let done = 0
    return () => this.#parts.tell({ run, done: ++done, total })
  }

  async #definitions({ networks }: Scope): Promise<View['definitions']> {
    if (!this.#parts.libvirt.isConnected) return new Map()
    const read = networks.map(async ({ uuid }) => {
      const details = await this.#parts.networks.details(uuid).catch(() => null)
      const definition = (details?.running ?? details?.stored)?.definition
      return definition ? [[uuid, definition] as const] : []
    })
    return new Map((await Promise.all(read)).flat())
  }

  async #refusedRights(): Promise<string[]> {
    try {
      const { client } = this.#parts.networkManager
      return rightsWithout(await readPermissions(client), client.side)
    } catch {
      return []
    }
  }

  #unseenServices(): Unseen[] {
    const { libvirt, networkManager } = this.#parts.inventory.snapshot().services
    const reason = message('unseen.service')
    const elsewhere = { what: 'links' as const, reason: message('unseen.elsewhere') }
    return [
      ...(this.#isKnown ? [] : [{ ...elsewhere, command: 'ip -d link', administrator: false }]),
      ...(libvirt.status === 'connected'
        ? []
        : [
            { what: 'libvirt' as const, reason, command: 'virsh list --all', administrator: false },
          ]),
      ...(networkManager.status === 'connected' || networkManager.status === 'elsewhere'
        ? []
        : [
            {
              what: 'network-manager' as const,
              reason,
              command: 'nmcli device',
              administrator: false,
            },
          ]),
    ]
  }

  #require(target: DiagnosisTarget): void {
    const { machines, networks, interfaces } = this.#parts.inventory
    const { type } = target
    if ((type === 'machine' || type === 'nic') && !machines.items.has(target.uuid)) {
      throw new PuenteError('machine-gone')
    }
    if (type === 'nic' && scopeOf(this.#world, target).paths.length === 0) {
      throw new PuenteError('nic-gone', { mac: target.nic.mac })
    }
    if (type === 'network' && !networks.items.has(target.uuid))
      throw new PuenteError('network-gone')
    // Without NetworkManager nobody tells of interfaces, and the kernel is looked at all the same.
    if (type === 'bridge' && interfaces.items.size > 0 && !interfaces.items.has(target.name)) {
      throw new PuenteError('interface-gone', { interface: target.name })
    }
  }

  #remember(found: Found[]): void {
    for (const { finding, fix } of found) {
      this.#fixes.delete(finding.id)
      this.#fixes.set(finding.id, fix)
    }
    for (const id of [...this.#fixes.keys()].slice(0, -REMEMBERED)) {
      this.#fixes.delete(id)
      this.#seenIn.delete(id)
    }
  }

  get #world(): World {
    const { machines, networks, interfaces, forwards, slices } = this.#parts.inventory
    return {
      machines: [...machines.items.values()],
      networks: [...networks.items.values()],
      interfaces: [...interfaces.items.values()],
      forwards: [...forwards.items.values()],
      slices: [...slices.items.values()],
    }
  }
}

function findingsOf(found: Found[]): Finding[] {
  return found.map(({ finding }) => finding)
}
