/**
 * A forward as a pair of systemd's units: a socket, and the proxy that it starts when somebody comes.
 * The socket's own file says what it is for, in a section that systemd leaves to others. Pure.
 */
import type { Forward } from '../../../shared/model/forward.ts'
import { forwardSchema } from '../../../shared/schemas/forward.ts'

export const PROXY = '/usr/lib/systemd/systemd-socket-proxyd'

const NAME = /^puente-forward-([0-9a-f]{8})\.socket$/
const MARK = '[X-Puente]\nForward='

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

/** The proxy takes all up to the last colon for the host, brackets too, and then finds none of that name. */
export function serviceUnit(forward: StoredForward): string {
  return serviceLeading(forward, `${forward.to}:${forward.toPort}`)
}

/** As the first version wrote it, in brackets: to IPv6 it led nowhere. */
export function formerServiceUnit(forward: StoredForward): string {
  return serviceLeading(forward, at(forward.to, forward.toPort))
}

function serviceLeading({ id, to, toPort }: StoredForward, destination: string): string {
  const { socket } = unitNames(id)
  return `# Puente's: taken away with the forward.
[Unit]
Description=What comes to ${socket}, to ${at(to, toPort)} (Puente)
Requires=${socket}
After=${socket}

[Service]
ExecStart=${PROXY} ${destination}
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
