/** Inside the lab: has the binding loaded, and runs on it what the test sends. */
import * as libvirt from 'node-libvirt'
import { runInThisContext } from 'node:vm'
import type { Failure, Happened, Inside, Reply, Request } from './protocol.ts'

const connections = new Map<string, libvirt.Connection>()
const happened: Happened[] = []

const inside: Inside = {
  libvirt,
  kept: new Map(),
  happened,
  async open(name, { uri = 'qemu:///system', ...options } = {}) {
    const connection = await libvirt.Connection.open(uri, options)
    connections.set(name, connection)
    return connection
  },
  connection(name) {
    const connection = connections.get(name)
    if (!connection) throw new Error(`no connection was opened as ${name}`)
    return connection
  },
  record: (event) => (payload) => void happened.push({ event, payload }),
}

type Code = (inside: Inside, argument: unknown) => unknown

async function answer({ id, code, argument }: Request): Promise<Reply> {
  try {
    const run = runInThisContext(`(${code})`) as Code
    return { id, result: await run(inside, argument) }
  } catch (error) {
    return { id, failure: describe(error) }
  }
}

/** An error keeps only its name and message on its way out, and libvirt's say much more. */
function describe(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const { name, message } = error
  if (!(error instanceof libvirt.LibvirtError)) return { name, message: error.stack ?? message }
  const { code, domain, level, function: failed } = error
  return { name, message, code, domain, level, function: failed }
}

process.on('message', (request: Request) => {
  void answer(request).then((reply) => process.send?.(reply))
})
process.on('disconnect', () => process.exit())
