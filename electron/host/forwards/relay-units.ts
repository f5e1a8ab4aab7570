/**
 * A forward as a pair of systemd's units: a socket, and the proxy that it starts when somebody comes.
 * The socket's own file says what it is for, in a section that systemd leaves to others. Pure.
 */
import { z } from 'zod'
import type { Forward } from '../../../shared/model/forward.ts'
import { parseAddress } from '../../../shared/rules/ip.ts'
import { interfaceNamePattern } from '../../../shared/rules/names.ts'

export const PROXY = '/usr/lib/systemd/systemd-socket-proxyd'

const NAME = /^puente-forward-([0-9a-f]{8})\.socket$/
const MARK = '[X-Puente]\nForward='

const address = z.string().refine((text) => parseAddress(text) !== null && !text.includes('%'))
const port = z.int().min(1).max(65_535)

/** What is read back is of the person's own, and may have been edited by hand. */
export const forwardSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}$/),
  protocol: z.enum(['tcp', 'udp']),
  address: address.nullable(),
  port,
  toPort: port,
  machine: z.guid(),
  mac: z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
  bridge: z.string().regex(interfaceNamePattern),
  to: address,
  source: z.enum(['kept', 'host']),
})

export type StoredForward = Omit<Forward, 'engine' | 'on'>

export function unitNames(id: string): { socket: string; service: string } {
  return { socket: `puente-forward-${id}.socket`, service: `puente-forward-${id}.service` }
}

/** The id of the forward whose socket a file of this name is; null: another's. */
export function forwardOfUnit(file: string): string | null {
  return NAME.exec(file)?.[1] ?? null
}

/** No name of others' is in it: a line break in one would be a line of the unit. */
export function socketUnit(forward: StoredForward): string {
  const { address, port, to, toPort } = forward
  return `# Puente's: taken away with the forward.
[Unit]
Description=Port ${port} of this computer, to ${at(to, toPort)} (Puente)

[Socket]
ListenStream=${address === null ? port : at(address, port)}
BindIPv6Only=both
FreeBind=yes

[Install]
WantedBy=sockets.target

${MARK}${JSON.stringify(forward)}
`
}

export function serviceUnit({ id, to, toPort }: StoredForward): string {
  const { socket } = unitNames(id)
  return `# Puente's: taken away with the forward.
[Unit]
Description=What comes to ${socket}, to ${at(to, toPort)} (Puente)
Requires=${socket}
After=${socket}

[Service]
ExecStart=${PROXY} ${at(to, toPort)}
`
}

/** Null where it is no forward's socket, or not as it was written. */
export function readSocketUnit(text: string): StoredForward | null {
  const [, json] = text.split(MARK)
  if (json === undefined) return null
  try {
    return forwardSchema.parse(JSON.parse(json.split('\n')[0] ?? ''))
  } catch {
    return null
  }
}

function at(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
