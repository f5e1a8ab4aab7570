/** Forwards through the person's own systemd: kept as its units, and nowhere else. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Forward, NoRelay } from '../../../shared/model/forward.ts'
import { commandLine, fedLine } from '../../../shared/rules/shell.ts'
import { OwnFile } from '../../state-files/own-file.ts'
import { exists, outputOf } from '../side.ts'
import type { HostSide } from '../side.ts'
import {
  PROXY,
  formerServiceUnit,
  forwardOfUnit,
  readSocketUnit,
  serviceUnit,
  socketUnit,
  unitNames,
} from './relay-units.ts'

/** Where systemd looks for the person's own. */
export function unitFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'systemd', 'user')
}

export async function relayHindrance(side: HostSide): Promise<NoRelay | null> {
  if (!(await exists(side, PROXY))) return 'no-proxy'
  const { stdout } = await side.look('systemctl', ['--user', 'is-system-running'])
  const runs = /^(running|degraded|starting|initializing)$/m.test(stdout.trim())
  return runs ? null : 'no-user-systemd'
}

export async function readRelays(side: HostSide, folder = unitFolder()): Promise<Forward[]> {
  const [files, wanted] = await side.readFolders([folder, join(folder, 'sockets.target.wants')])
  const own = (files ?? []).flatMap((file) => {
    const id = forwardOfUnit(file)
    return id === null ? [] : [{ file, id }]
  })
  const texts = await side.readFiles(own.map(({ file }) => join(folder, file)))
  return own.flatMap(({ file, id }, index): Forward[] => {
    const stored = readSocketUnit(texts[index] ?? '')
    if (!stored || stored.id !== id) return []
    return [{ ...stored, engine: 'relay', on: wanted?.includes(file) ?? false }]
  })
}

/**
 * Rewrites what the first version wrote and the proxy could not read, and nothing that somebody has
 * changed since; whoever comes next is led right.
 * @throws Error with systemd's own words
 */
export async function mendRelays(side: HostSide, folder = unitFolder()): Promise<void> {
  const relays = await readRelays(side, folder)
  const names = relays.map(({ id }) => unitNames(id).service)
  const texts = await side.readFiles(names.map((name) => join(folder, name)))
  const ill = relays.filter(
    (relay, index) =>
      texts[index] === formerServiceUnit(relay) && texts[index] !== serviceUnit(relay),
  )
  if (ill.length === 0) return
  for (const relay of ill) {
    new OwnFile(join(folder, unitNames(relay.id).service)).write(serviceUnit(relay))
  }
  await systemd(side, 'daemon-reload')
  for (const { id } of ill) await systemd(side, 'stop', unitNames(id).service)
}

/**
 * Stores it, and lets it listen if it is on; one that was there is ended first, with its connections.
 * @throws Error with systemd's own words; then it listens no more, and is not stored
 */
export async function setRelay(
  side: HostSide,
  { engine: _, on, ...forward }: Forward,
): Promise<void> {
  const folder = unitFolder()
  const { socket, service } = unitNames(forward.id)
  await end(side, forward.id)
  new OwnFile(join(folder, service)).write(serviceUnit(forward))
  new OwnFile(join(folder, socket)).write(socketUnit(forward))
  await systemd(side, 'daemon-reload')
  if (!on) return
  try {
    await systemd(side, 'enable', '--now', socket)
  } catch (error) {
    await removeRelay(side, forward.id).catch(() => undefined)
    throw error
  }
}

/** @throws Error with systemd's own words */
export async function removeRelay(side: HostSide, id: string): Promise<void> {
  await end(side, id)
  for (const name of Object.values(unitNames(id))) {
    new OwnFile(join(unitFolder(), name)).clear()
  }
  await systemd(side, 'daemon-reload')
  await side.look('systemctl', ['--user', 'reset-failed', ...Object.values(unitNames(id))])
}

/** What `setRelay` does, as commands to copy. */
export function relayCommands({ engine: _, on, ...forward }: Forward): string[] {
  const folder = unitFolder()
  const { socket, service } = unitNames(forward.id)
  const store = (name: string, text: string) => fedLine(text, ['tee', join(folder, name)])
  return [
    commandLine(['mkdir', '-p', folder]),
    store(service, serviceUnit(forward)),
    store(socket, socketUnit(forward)),
    systemctl('daemon-reload'),
    ...(on ? [systemctl('enable', '--now', socket)] : []),
  ]
}

/** What `removeRelay` does. */
export function relayRemovalCommands(id: string): string[] {
  const folder = unitFolder()
  const { socket, service } = unitNames(id)
  return [
    systemctl('disable', '--now', socket),
    systemctl('stop', service),
    commandLine(['rm', join(folder, socket), join(folder, service)]),
    systemctl('daemon-reload'),
  ]
}

function systemctl(...words: string[]): string {
  return commandLine(['systemctl', '--user', ...words])
}

async function end(side: HostSide, id: string): Promise<void> {
  const { socket, service } = unitNames(id)
  if (!(await exists(side, join(unitFolder(), socket)))) return
  await systemd(side, 'disable', '--now', socket)
  await systemd(side, 'stop', service)
}

async function systemd(side: HostSide, ...words: string[]): Promise<void> {
  outputOf(await side.look('systemctl', ['--user', ...words], { timeout: 30_000 }))
}
