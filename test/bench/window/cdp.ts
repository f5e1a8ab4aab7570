/** Chromium's own debugging protocol, without a driver between: one would be measured with it. */
interface Message {
  id?: number
  method?: string
  params?: unknown
  result?: unknown
  error?: { message: string }
}

export class Cdp {
  readonly #socket: WebSocket
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>()
  readonly #listeners = new Map<string, (params: never) => void>()
  #nextId = 1

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data))))
    socket.addEventListener('close', () => this.#abandon())
  }

  static async connect(url: string): Promise<Cdp> {
    const socket = new WebSocket(url)
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', () => reject(new Error(`no debugger at ${url}`)))
    })
    return new Cdp(socket)
  }

  send<T>(method: string, params: object = {}): Promise<T> {
    const id = this.#nextId++
    const pending = Promise.withResolvers<unknown>()
    this.#pending.set(id, pending)
    this.#socket.send(JSON.stringify({ id, method, params }))
    return pending.promise as Promise<T>
  }

  /** One listener for each event. */
  on<T>(method: string, listener: (params: T) => void): void {
    this.#listeners.set(method, listener as (params: never) => void)
  }

  /** The value of an expression in the page, or of the promise that it is. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send<{
      result: { value: T }
      exceptionDetails?: { exception?: { description?: string } }
    }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? expression)
    return result.value
  }

  close(): void {
    this.#socket.close()
  }

  #receive({ id, method, params, result, error }: Message): void {
    if (method) this.#listeners.get(method)?.(params as never)
    const pending = id === undefined ? undefined : this.#pending.get(id)
    if (id === undefined || !pending) return
    this.#pending.delete(id)
    if (error) pending.reject(new Error(error.message))
    else pending.resolve(result)
  }

  #abandon(): void {
    for (const { reject } of this.#pending.values()) reject(new Error('the debugger has left'))
    this.#pending.clear()
  }
}
