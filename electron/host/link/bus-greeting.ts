/**
 * How a far bus is greeted. dbus-next always says its own process's uid, which is nobody over there, so
 * it is answered here, and the bus itself is told nothing: then it takes the identity of whoever is at
 * its socket, which is ssh's at the other end (D-Bus specification, "EXTERNAL": an empty identity).
 */
import type { Duplex } from 'node:stream'

const MOST_GREETING = 4096
const GREETING_MS = 20_000

/** A stream to a bus, past its greeting. */
export interface Greeted {
  /** The bus's own "OK" and its id. */
  ok: string
  stream: Duplex
}

/**
 * @throws Error when the stream ends before or says nothing, or the bus refuses
 */
export function greetBus(stream: Duplex): Promise<Greeted> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (data: Buffer) => {
      said += data.toString('latin1')
      const line = /(?:^|\n)(OK [0-9a-f]+|REJECTED.*|ERROR.*)\r\n/.exec(said)?.[1]
      if (line === undefined && said.length < MOST_GREETING) return
      settle()
      if (line?.startsWith('OK ')) resolve({ ok: line, stream })
      else reject(new Error(`The system bus of the host refused: ${line ?? 'no answer of a bus'}`))
    }
    const end = () => {
      settle()
      reject(new Error('The system bus of the host can’t be reached'))
    }
    const timer = setTimeout(() => stream.destroy(), GREETING_MS)
    const settle = () => {
      clearTimeout(timer)
      stream.off('data', hear).off('close', end).off('end', end)
    }
    stream
      .on('data', hear)
      .on('close', end)
      .on('end', end)
      .on('error', () => undefined)
    stream.write('\0AUTH EXTERNAL\r\nDATA\r\n')
  })
}

/** Answers dbus-next as the bus has answered, and leaves the two to each other. */
export function joinBus(near: Duplex, { ok, stream: far }: Greeted): void {
  const drop = () => {
    near.destroy()
    far.destroy()
  }
  for (const one of [near, far]) one.on('error', drop).on('close', drop).on('end', drop)
  let asked = Buffer.alloc(0)
  const hear = (data: Buffer) => {
    asked = Buffer.concat([asked, data])
    const end = asked.indexOf('\r\n')
    if (end === -1) return void (asked.length > MOST_GREETING && drop())
    near.off('data', hear)
    near.write(`${ok}\r\n`)
    // Then "BEGIN" and messages, which the bus takes as they are.
    far.write(asked.subarray(end + 2))
    near.pipe(far)
    far.pipe(near)
  }
  near.on('data', hear)
}
