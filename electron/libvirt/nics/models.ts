/**
 * Which network cards an emulator has.
 *
 * libvirt's domain capabilities have no list of them (not in 9.0, where it was looked for: of the
 * `<devices>` only disk, graphics, video, hostdev, rng, filesystem, tpm… are there); what libvirt
 * does not know by name it hands to the emulator as it is. So the capabilities are asked for the
 * emulator's path, and the emulator itself for its cards.
 *
 * A path is never run because a libvirt, or a machine's definition, names it: what is run is a QEMU
 * that the host's own folders have, by its name, and only where libvirt means that very file.
 * Of a host that can't be looked at nothing is run: its paths are of another computer.
 */
import { basename } from 'node:path'
import type { Connection, DomainCapabilitiesQuery } from 'node-libvirt'
import type { NicModel } from '../../../shared/model/nic-settings.ts'
import { outputOf } from '../../host/side.ts'
import type { HostSide } from '../../host/side.ts'
import { sideOf } from '../connection/side-of.ts'
import { onMachine } from '../machines/machines.ts'
import { attribute, child, parse, text } from '../xml/dom.ts'
import { modelsOf } from '../xml/nic/models.ts'

const PATIENCE_MS = 10_000

/** What QEMU has had for ten years, where the emulator can't be asked: elsewhere, or another one. */
const USUAL: NicModel[] = ['virtio', 'e1000e', 'e1000', 'rtl8139'].map((name) => ({
  name,
  description: null,
}))

/** By host: one of the same name has others there. */
const knownOn = new WeakMap<HostSide, Map<string, NicModel[]>>()

/** QEMU's names, of which each is for one kind of machine. */
const QEMU = /^qemu-(system-[a-z0-9_]+|kvm)$/

/** @param machine null for a new one, which gets the host's usual emulator */
export async function readNicModels(
  connection: Connection,
  machine: string | null,
): Promise<NicModel[]> {
  const query = machine === null ? {} : await queryOf(connection, machine)
  // Asked about an emulator, libvirt runs it.
  const side = sideOf(connection)
  const isOurs = !query.emulator || (await ownEmulator(side, query.emulator)) !== null
  if (!side.isKnown || !isOurs) return USUAL
  try {
    const path = text(parse(await connection.getDomainCapabilities(query)), 'path')
    const emulator = path === null ? null : await ownEmulator(side, path)
    return emulator === null ? USUAL : await modelsOfEmulator(side, emulator)
  } catch {
    return USUAL
  }
}

/** The name of the host's own emulator that a path means; null: it is none. */
export async function ownEmulator(side: HostSide, path: string): Promise<string | null> {
  const name = basename(path)
  return QEMU.test(name) && (await side.emulatorFile(name)) === path ? name : null
}

async function modelsOfEmulator(side: HostSide, name: string): Promise<NicModel[]> {
  const known = knownOf(side)
  const before = known.get(name)
  if (before) return before
  const help = outputOf(
    await side.lookEmulator(name, ['-device', 'help'], { timeout: PATIENCE_MS }),
  )
  const found = modelsOf(help)
  if (found.length === 0) return USUAL
  known.set(name, found)
  return found
}

function knownOf(side: HostSide): Map<string, NicModel[]> {
  const known = knownOn.get(side) ?? new Map<string, NicModel[]>()
  knownOn.set(side, known)
  return known
}

export function queryOf(connection: Connection, machine: string): Promise<DomainCapabilitiesQuery> {
  return onMachine(connection, machine, async (domain) => {
    const root = parse(await domain.getXml())
    const type = child(root, 'os/type')
    const given = {
      emulator: text(root, 'devices/emulator'),
      arch: attribute(type, 'arch'),
      machine: attribute(type, 'machine'),
      virtType: attribute(root, 'type'),
    }
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
  })
}
