/**
 * Which libvirt a connection is to: a strict part of libvirt's URIs.
 *
 * libvirt's own grammar has parameters that run a program (`command=`), redirect (`socket=`,
 * `proxy=`) or trust blindly (`no_verify=`), and hands user and host on to ssh, which takes one that
 * begins with a dash for an option. None of that can be said here.
 */
import { commandLine } from './shell.ts'

export interface ConnectionUri {
  driver: 'qemu' | 'test'
  /** Null for a libvirt on this computer, reached as libvirt itself would. */
  transport: 'unix' | 'ssh' | 'tls' | null
  user: string | null
  /** Null for this computer. */
  host: string | null
  port: number | null
  path: '/system' | '/session' | '/default'
}

export const uriProblems = [
  'malformed',
  'driver',
  'transport',
  'parameter',
  'user',
  'host',
  'port',
  'path',
] as const
export type UriProblem = (typeof uriProblems)[number]

const SHAPE =
  /^(?<driver>[^:+/]*)(?:\+(?<transport>[^:/]*))?:\/\/(?:(?<user>[^@/]*)@)?(?<host>\[[^\]]*\]|[^:/]*)(?::(?<port>[^/]*))?(?<path>\/.*)$/

const paths: Record<ConnectionUri['driver'], ConnectionUri['path'][]> = {
  qemu: ['/system', '/session'],
  test: ['/default'],
}

export function parseConnectionUri(text: string): ConnectionUri | { problem: UriProblem } {
  if (/[?#]/.test(text)) return { problem: 'parameter' }
  const parts = SHAPE.exec(text.trim())?.groups
  if (!parts) return { problem: 'malformed' }
  const { driver, transport = null, user = null, host = '', port, path } = parts
  if (driver !== 'qemu' && driver !== 'test') return { problem: 'driver' }
  if (transport !== null && !isTransport(transport)) return { problem: 'transport' }
  if (!fits(transport, host)) return { problem: 'host' }
  if (user !== null && !(isUser(user) && transport === 'ssh')) return { problem: 'user' }
  if (port !== undefined && !isPort(port, host)) return { problem: 'port' }
  const known = paths[driver].find((item) => item === path)
  if (!known) return { problem: 'path' }
  return {
    driver,
    transport: host !== '' && transport === null ? 'tls' : transport,
    user,
    host: host === '' ? null : host.toLowerCase(),
    port: port === undefined ? null : Number(port),
    path: known,
  }
}

/** The one spelling of a connection: what is the same is never there twice. */
export function formatConnectionUri(uri: ConnectionUri): string {
  const { driver, transport, user, host, port, path } = uri
  const scheme = transport === null || transport === 'unix' ? driver : `${driver}+${transport}`
  const authority = `${user === null ? '' : `${user}@`}${host ?? ''}${port === null ? '' : `:${port}`}`
  return `${scheme}://${authority}${path}`
}

/** What cannot be read is taken for another computer. */
export function isOnThisComputer(text: string): boolean {
  const uri = parseConnectionUri(text)
  return !('problem' in uri) && uri.host === null
}

/** What a person types in a terminal to see whether ssh comes through; null without ssh. */
export function sshCommand(text: string): string | null {
  const target = sshTarget(text)
  return target && commandLine(['ssh', ...target, 'virsh', 'list', '--all'])
}

/** What follows `ssh` on the way to the host of a connection; null for one that ssh does not lead to. */
export function sshTarget(text: string): string[] | null {
  const uri = parseConnectionUri(text)
  if ('problem' in uri || uri.transport !== 'ssh' || uri.host === null) return null
  const port = uri.port === null ? [] : ['-p', String(uri.port)]
  const host = uri.host.replace(/^\[|\]$/g, '')
  return [...port, `${uri.user === null ? '' : `${uri.user}@`}${host}`]
}

function isTransport(text: string): text is 'unix' | 'ssh' | 'tls' {
  return text === 'unix' || text === 'ssh' || text === 'tls'
}

function fits(transport: string | null, host: string): boolean {
  if (transport === 'unix') return host === ''
  if (host === '') return transport === null
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host) || /^\[[0-9a-f:.]+\]$/i.test(host)
}

function isUser(text: string): boolean {
  return /^[a-z_][a-z0-9_.-]{0,31}$/i.test(text)
}

function isPort(text: string, host: string): boolean {
  return host !== '' && /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536
}

/**
 * Is it an ordinary user's own libvirt? It can make neither bridges nor taps: machines go out through
 * the emulator, or onto a bridge that an administrator has allowed.
 */
export function isSession(uri: string): boolean {
  return /^[a-z+]+:\/\/[^?#]*\/session(?:[?#]|$)/.test(uri)
}
