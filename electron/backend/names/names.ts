/** By which names machines are reached: looked up as programs do, and made known by one plan. */
import type { NamesIntent, WebPageIntent } from '../../../shared/contract/contract.ts'
import { PuenteError } from '../../../shared/errors.ts'
import type { MachineNic, NicRef } from '../../../shared/model/machine.ts'
import { isNicOf } from '../../../shared/model/machine.ts'
import type {
  MachineNames,
  NameFrom,
  NameStanding,
  NameWay,
  NicNames,
} from '../../../shared/model/machine-names.ts'
import type { NetworkDefinition } from '../../../shared/model/network-definition.ts'
import type { Plan } from '../../../shared/model/plan.ts'
import { isSession } from '../../../shared/rules/connection-uri.ts'
import { nameWay } from '../../../shared/rules/guest-names/ways.ts'
import { parseAddress } from '../../../shared/rules/ip.ts'
import type { Host } from '../../host/host.ts'
import { addressesOfName, hostNameOf } from '../../host/names/lookup.ts'
import { readNameStanding } from '../../host/names/standing.ts'
import type { Desk } from '../../host/side.ts'
import { readDefinition } from '../../libvirt/xml/definition/read.ts'
import { parse } from '../../libvirt/xml/dom.ts'
import { networkOf } from '../forwards/guest-place.ts'
import type { InventoryStore } from '../inventory/inventory.ts'
import type { LibvirtService } from '../inventory/libvirt-service.ts'
import type { NetworkEditing } from '../networks/network-editing.ts'
import type { Networks } from '../networks/networks.ts'
import type { Plans } from '../plans/plans.ts'
import type { Undos } from '../plans/undos.ts'
import { NameChanges } from './name-changes.ts'
import { candidates, hasOwnNames, isLent, nameAmongNeighbours, namedNic } from './named-nic.ts'
import type { NamedNic } from './named-nic.ts'
import { webAddress, webPortsOf } from './web.ts'

export interface NameParts {
  host: Host
  desk: Pick<Desk, 'launch'>
  inventory: InventoryStore
  libvirt: LibvirtService
  plans: Plans
  undos: Undos
  editing: NetworkEditing
  networks: Networks
}

export class Names {
  readonly #parts: NameParts
  readonly #changes: NameChanges

  constructor(parts: NameParts) {
    this.#parts = parts
    const { inventory, plans, undos, editing, networks, host } = parts
    this.#changes = new NameChanges({
      ...{ inventory, plans, undos, editing, networks, side: host.side },
    })
  }

  /** Starts programs: for whoever looks at a machine, not for a list of them. */
  async of(machine: string): Promise<MachineNames> {
    const { side } = this.#parts.host
    const { nics } = this.#parts.inventory.machine(machine)
    const [standing, hostName] = await Promise.all([readNameStanding(side), hostNameOf(side)])
    const names = nics.map(async (nic) => this.#namesOf(await this.#find(machine, nic), standing))
    return { hostName, nics: await Promise.all(names) }
  }

  plan({ machine, nic, on, domain }: NamesIntent): Promise<Plan> {
    return this.#changes.plan(async () => {
      const found = await this.#find(machine, nic)
      const way = this.#wayOf(found, await readNameStanding(this.#parts.host.side))
      return { found, way, on, domain }
    })
  }

  /** @throws PuenteError `web-page-failed` */
  async openPage({ machine, nic, port }: WebPageIntent): Promise<void> {
    const found = await this.#find(machine, nic)
    const { name } = await this.#fromHost(found, nameAmongNeighbours(found))
    const address = webAddress(name ?? found.named.addresses[0] ?? null, port)
    const status = await this.#parts.desk
      .launch('xdg-open', [address ?? ''])
      .catch((cause: unknown) => {
        throw new PuenteError('web-page-failed', {}, { cause })
      })
    if (status) throw new PuenteError('web-page-failed', {}, { cause: `exit status ${status}` })
  }

  async #namesOf(found: NamedNic, standing: NameStanding): Promise<NicNames> {
    const { nic, network, named } = found
    const own = nameAmongNeighbours(found)
    const [host, web] = await Promise.all([
      this.#fromHost(found, own),
      webPortsOf(this.#parts.host.side, named.addresses[0] ?? null),
    ])
    // On the host's own LAN all have what the LAN's server tells.
    const outside: NameFrom = host.name === null ? { name: null, why: whyNotOnLan(found) } : host
    return {
      nic: { alias: nic.alias, mac: nic.mac, slot: nic.slot },
      ...{ network: network?.name ?? null, host, web },
      neighbours: own ?? outside,
      lan: own ? { name: null, why: nic.backend ? 'user-mode' : 'behind-host' } : outside,
      way: this.#wayOf(found, standing),
    }
  }

  async #fromHost(found: NamedNic, own: NameFrom | null): Promise<NameFrom> {
    const { addresses } = found.named
    const why = whyNotFromHost(found, own)
    if (why) return { name: null, why }
    const names = candidates(found, own)
    const answers = await Promise.all(
      names.map((name) => addressesOfName(this.#parts.host.side, name)),
    )
    const isIts = (text: string) => addresses.some((address) => isSame(address, text))
    const name = names.find((_, index) => answers[index]?.some(isIts))
    return name === undefined ? { name: null, why: own ? 'not-asked' : 'lan-unknown' } : { name }
  }

  #wayOf(found: NamedNic, standing: NameStanding): NameWay {
    if (isSession(this.#parts.libvirt.uri)) return { how: null, on: false, hindrance: 'session' }
    const { libvirt } = this.#parts.inventory.services
    return nameWay({
      definition: hasOwnNames(found) ? (found.stored ?? found.running) : null,
      machine: found.machine.name,
      isLent: isLent(found),
      standing,
      version: libvirt.status === 'connected' ? libvirt.version : null,
    })
  }

  /** @throws PuenteError `machine-gone`, `nic-gone` */
  async #find(uuid: string, ref: NicRef): Promise<NamedNic> {
    const machine = this.#parts.inventory.machine(uuid)
    const nic = machine.nics.find((one) => isNicOf(one, ref))
    if (!nic) throw new PuenteError('nic-gone', { mac: ref.mac })
    const network = this.#networkOf(nic)
    if (!network || !hasOwnNames({ network })) {
      return namedNic(machine, nic, network, { running: null, stored: null })
    }
    const { running, stored } = await this.#parts.libvirt.reading.readNetworkXml(network.uuid)
    const read = (xml: string | null): NetworkDefinition | null =>
      xml === null ? null : readDefinition(parse(xml))
    return namedNic(machine, nic, network, { running: read(running), stored: read(stored) })
  }

  #networkOf(nic: MachineNic) {
    return networkOf(nic, [...this.#parts.inventory.networks.items.values()])
  }
}

function whyNotFromHost({ nic, named }: NamedNic, own: NameFrom | null) {
  if (nic.backend) return 'user-mode'
  if (own?.name === null && own.why === 'no-server') return 'no-server'
  // The kernel lets nothing pass between a macvtap and the NIC that it is on.
  if (nic.source.type === 'direct') return 'macvtap'
  return named.addresses.length === 0 ? 'off' : null
}

function whyNotOnLan({ named }: NamedNic) {
  return named.addresses.length === 0 ? 'off' : 'lan-unknown'
}

function isSame(a: string, b: string): boolean {
  const [one, two] = [parseAddress(a), parseAddress(b)]
  return one !== null && one.family === two?.family && one.value === two.value
}
