/** Cuts what a far shell says into parts. Pure. */

export interface Part {
  data: Buffer
  /** The exit status that it was ended with. */
  status: number
}

/** More than one answer may be; who sends more is not answering. */
const MOST_BYTES = 64 << 20

/** A far host that says more than any answer is. */
export class TooMuchError extends Error {
  constructor() {
    super(`The host sent more than ${MOST_BYTES >> 20} MiB as one answer`)
  }
}

export class Framing {
  readonly #token: Buffer
  #said: Buffer = Buffer.alloc(0)
  /** Where nothing was found yet. */
  #from = 0

  /** @param token what only the two ends know: no file and no program there can say it */
  constructor(token: string) {
    this.#token = Buffer.from(`\n${token} `)
  }

  /** The parts that are whole now. @throws TooMuchError */
  take(data: Buffer): Part[] {
    this.#said = Buffer.concat([this.#said, data])
    const parts: Part[] = []
    for (let part = this.#next(); part; part = this.#next()) parts.push(part)
    if (this.#said.length > MOST_BYTES) throw new TooMuchError()
    return parts
  }

  /** What came after the last part. */
  get rest(): Buffer {
    return this.#said
  }

  #next(): Part | null {
    const at = this.#said.indexOf(this.#token, this.#from)
    if (at === -1) {
      this.#from = Math.max(0, this.#said.length - this.#token.length)
      return null
    }
    const begin = at + this.#token.length
    const end = this.#said.indexOf('\n', begin)
    if (end === -1) {
      this.#from = at
      return null
    }
    const data = Buffer.from(this.#said.subarray(0, at))
    const status = Number(this.#said.toString('latin1', begin, end))
    this.#said = this.#said.subarray(end + 1)
    this.#from = 0
    return { data, status }
  }
}
