/**
 * What the shell itself answers: which libvirts there are. Each has a backend process of its own,
 * so that one that hangs, as ssh to a host that is off does, can't hold up the others.
 */
import { z } from 'zod'
import type { Connection, FoundThing } from '../model/connection.ts'

export interface ConnectionMethods {
  getConnections(): Promise<Connection[]>
  /** Rejects with `connection-uri-invalid` or `connection-known`. */
  addConnection(uri: string): Promise<Connection>
  /** Ends its backend and forgets it. */
  removeConnection(uri: string): Promise<void>
  /** Tries a lost one again at once. */
  retryConnection(uri: string): Promise<void>
  /** Machines and networks of all connections whose names have these words, up to a hundred. */
  findEverywhere(words: string): Promise<FoundThing[]>
}

export interface ConnectionEvents {
  connections: Connection[]
}

const uri = z.string().min(1).max(300)

type ArgumentSchemas = {
  [Method in keyof ConnectionMethods]: z.ZodType<Parameters<ConnectionMethods[Method]>>
}

export const connectionMethods = {
  getConnections: z.tuple([]),
  addConnection: z.tuple([uri]),
  removeConnection: z.tuple([uri]),
  retryConnection: z.tuple([uri]),
  findEverywhere: z.tuple([z.string().min(1).max(200)]),
} satisfies ArgumentSchemas
