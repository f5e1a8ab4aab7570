/**
 * Which network cards an emulator has.
 *
 * libvirt's domain capabilities have no list of them (not in 9.0, where it was looked for: of the
 * `<devices>` only disk, graphics, video, hostdev, rng, filesystem, tpm… are there); what libvirt
 * does not know by name it hands to the emulator as it is. So the capabilities are asked for the
 * emulator's path, and the emulator itself for its cards. Only libvirt's own answer is run, never
 * a path out of a machine's definition.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Connection, DomainCapabilitiesQuery } from 'node-libvirt'
import type { NicModel } from '../../shared/model/nic-settings.ts'
import { onMachine } from './machines.ts'
import { attribute, child, parse, text } from './xml/dom.ts'
import { modelsOf } from './xml/nic/models.ts'

const run = promisify(execFile)
const PATIENCE_MS = 10_000

/** What QEMU has had for ten years, where the emulator can't be asked: elsewhere, or another one. */
const USUAL: NicModel[] = ['virtio', 'e1000e', 'e1000', 'rtl8139'].map((name) => ({
  name,
  description: null,
}))

const known = new Map<string, NicModel[]>()

/** @param machine null for a new one, which gets the host's usual emulator */
export async function readNicModels(
  connection: Connection,
  machine: string | null,
): Promise<NicModel[]> {
  const query = machine === null ? {} : await queryOf(connection, machine)
  try {
    const path = text(parse(await connection.getDomainCapabilities(query)), 'path')
    return path === null ? USUAL : await modelsOfEmulator(path)
  } catch {
    return USUAL
  }
}

async function modelsOfEmulator(path: string): Promise<NicModel[]> {
  const before = known.get(path)
  if (before) return before
  const { stdout } = await run(path, ['-device', 'help'], { timeout: PATIENCE_MS })
  const found = modelsOf(stdout)
  if (found.length === 0) return USUAL
  known.set(path, found)
  return found
}

function queryOf(connection: Connection, machine: string): Promise<DomainCapabilitiesQuery> {
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
