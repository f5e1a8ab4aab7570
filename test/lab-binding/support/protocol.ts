/** What goes between a test and the process inside the lab that has the binding loaded. */
import type { Connection, LibvirtErrorFields } from 'node-libvirt'

export interface Happened {
  event: string
  payload: unknown
}

/** What code that is sent inside finds there. */
export interface Inside {
  libvirt: typeof import('node-libvirt')
  /** Opens and keeps a connection under this name; it stays open from one piece of code to the next. */
  open(
    name: string,
    options?: import('node-libvirt').OpenOptions & { uri?: string },
  ): Promise<Connection>
  connection(name: string): Connection
  /** For what later code needs of this one: a call under way, an object. */
  kept: Map<string, Promise<unknown>>
  /** What listeners write down, in the order in which it came. */
  happened: Happened[]
  record(event: string): (payload: unknown) => void
}

export interface Request {
  id: number
  code: string
  argument: unknown
}

export interface Failure extends Partial<LibvirtErrorFields> {
  name: string
  message: string
}

export type Reply = { id: number; result: unknown } | { id: number; failure: Failure }
