import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { LibvirtError } from 'node-libvirt'
import type { Lab } from '../../lab/lab.ts'
import type { User } from '../../lab/place.ts'
import type { Failure, Inside, Reply } from './protocol.ts'

/**
 * The binding in a process inside the lab, where its libvirtd is. The test sends code and gets
 * what it returns, as with a browser's page: the code sees nothing of what surrounds it here.
 */
export class Binding implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #exit: Promise<unknown>
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  #nextId = 1

  constructor(lab: Lab, user: User = 'alex') {
    this.#process = lab.spawn(['node', 'test/lab-binding/support/process.ts'], {
      user,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    // Not 'close', which never comes after a disconnect() from this side.
    this.#exit = once(this.#process, 'exit')
    this.#process.on('message', (reply: Reply) => this.#receive(reply))
    void this.#exit.then(() => this.#abandon())
  }

  run<Result>(code: (inside: Inside) => Result): Promise<Awaited<Result>>
  run<Result, Argument>(
    code: (inside: Inside, argument: Argument) => Result,
    argument: Argument,
  ): Promise<Awaited<Result>>
  run(code: (inside: Inside, argument: never) => unknown, argument?: unknown): Promise<unknown> {
    const waiting = Promise.withResolvers<unknown>()
    const id = this.#nextId++
    this.#waiting.set(id, waiting)
    this.#process.send({ id, code: code.toString(), argument })
    return waiting.promise
  }

  async stop(): Promise<void> {
    this.#process.disconnect()
    await this.#exit
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #receive(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if ('failure' in reply) waiting?.reject(asError(reply.failure))
    else waiting?.resolve(reply.result)
  }

  #abandon(): void {
    const why = new Error("the binding's process ended")
    for (const { reject } of this.#waiting.values()) reject(why)
    this.#waiting.clear()
  }
}

function asError({ message, ...fields }: Failure): Error | LibvirtError {
  return Object.assign(new Error(message), fields)
}
