/**
 * This computer as a host. What /proc and /sys hold is read at once, without another thread: no disk is
 * behind it, and `readFile` goes there and back five times, which takes longer than the reading.
 */
import dgram from 'node:dgram'
import {
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
  watch,
} from 'node:fs'
import { createConnection, isIP } from 'node:net'
import { networkInterfaces, userInfo } from 'node:os'
import { join } from 'node:path'
import { isLinkLocal } from '../../../shared/rules/ip.ts'
import { Bus } from '../../dbus/bus.ts'
import type { Desk, HostSide } from '../side.ts'
import { hasHelper } from './administrator.ts'
import { readDiskImage } from './disk-image.ts'
import { askNameServers } from './name-servers.ts'
import { hasPolkitAgent } from './polkit-agent.ts'
import {
  asAdministrator,
  emulatorFile,
  launch,
  look,
  lookEmulator,
  programFile,
  start,
  startTethered,
} from './programs.ts'

/** RFC 863, "discard": nobody listens, which does not matter; the kernel must find the MAC first. */
const DISCARD_PORT = 9

/** @param root what its paths begin at: another folder in a test */
export function computerAt(root: string): HostSide {
  const eachIfThere = async <T>(paths: string[], read: (path: string) => T) =>
    paths.map((path) => orNull(() => read(join(root, path))))
  return {
    isKnown: true,
    isFar: false,
    user: { id: process.getuid?.() ?? null, name: userInfo().username },
    openBus: (onClosed) => Bus.connect(onClosed),
    retryNow: () => undefined,
    seek: () => undefined,
    isReachedAnew: async () => true,
    renew: () => undefined,
    login: null,
    // By the desktop's own agent, which asks on its own.
    mayAuthenticate: true,
    authenticating: () => ({ [Symbol.dispose]: () => undefined }),
    readFiles: (paths) => eachIfThere(paths, (path) => readFileSync(path, 'utf8')),
    // Most of those that are asked for are not there, and an exception takes its time.
    readFolders: (paths) =>
      eachIfThere(paths, (path) => (existsSync(path) ? readdirSync(path) : null)),
    readLinks: (paths) => eachIfThere(paths, (path) => (isLink(path) ? readlinkSync(path) : null)),
    readModes: (paths) =>
      eachIfThere(paths, (path) => statSync(path, { throwIfNoEntry: false })?.mode ?? null),
    watchFolder: (folder, onName, onEnd) => watchFolder(join(root, folder), onName, onEnd),
    readDiskImage,
    addresses: async () => ownAddresses(),
    hasProgram: async (name) => programFile(name) !== null,
    emulatorFile: async (name) => emulatorFile(name),
    ownWay: async () => null,
    ...{ look, lookEmulator, asAdministrator, startTethered, hasPolkitAgent },
    ...{ nudge, connects, askNameServers },
  }
}

export const thisComputer: Desk = { ...computerAt('/'), start, hasHelper, launch }

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

function connects(
  host: string,
  port: number,
  timeoutMs: number,
): Promise<'yes' | 'refused' | 'silent'> {
  if (isIP(host) === 0) return Promise.resolve('silent')
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: timeoutMs })
    const end = (answer: 'yes' | 'refused' | 'silent') => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => end('yes'))
    socket.once('timeout', () => end('silent'))
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      end(code === 'ECONNREFUSED' ? 'refused' : 'silent'),
    )
  })
}

function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

function watchFolder(folder: string, onName: (name: string) => void, onEnd: () => void): void {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => {
      if (name !== null) onName(name)
    })
    watcher.on('error', () => {
      watcher.close()
      onEnd()
    })
  } catch {
    onEnd()
  }
}

function ownAddresses(): { interface: string; cidr: string }[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.flatMap(({ cidr }) => (cidr === null ? [] : [{ interface: name, cidr }])),
  )
}

function nudge(address: string, device: string): Promise<void> {
  const family = isIP(address)
  // A name would be looked up.
  if (family === 0) return Promise.resolve()
  const socket = dgram.createSocket(family === 6 ? 'udp6' : 'udp4')
  const target = isLinkLocal(address) ? `${address}%${device}` : address
  return new Promise((resolve) => {
    // No route yet is an answer too: the caller asks again until its time is up.
    const end = () => socket.close(() => resolve())
    socket.once('error', end)
    socket.send(Buffer.alloc(0), DISCARD_PORT, target, end)
  })
}
