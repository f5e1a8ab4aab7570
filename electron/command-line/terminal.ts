/** The terminal, or what stands in its place: words out, answers in. */
import { createInterface } from 'node:readline/promises'

export interface Terminal {
  /** What was asked for, and nothing else. */
  out: (lines: string[]) => void
  /** All that is not it: questions, warnings, failures. */
  err: (lines: string[]) => void
  /** Is there somebody who can answer? */
  isAttended: boolean
  /** @param agreement the words that are a yes */
  ask: (question: string, agreement: string[]) => Promise<boolean>
  /** @throws Error where it is longer */
  input: (mostBytes: number) => Promise<string>
}

export const thisTerminal: Terminal = {
  out: (lines) => write(process.stdout, lines),
  err: (lines) => write(process.stderr, lines),
  get isAttended() {
    return process.stdin.isTTY === true && process.stderr.isTTY === true
  },
  ask: async (question, agreement) => {
    const asking = createInterface({ input: process.stdin, output: process.stderr })
    const closed = new Promise<string>((resolve) => asking.once('close', () => resolve('')))
    try {
      const answer = await Promise.race([asking.question(`${question} `), closed])
      return agreement.includes(answer.trim().toLowerCase())
    } finally {
      asking.close()
    }
  },
  input: async (mostBytes) => {
    const parts: Buffer[] = []
    let bytes = 0
    for await (const part of process.stdin as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > mostBytes) throw new Error(`it has more than ${mostBytes} bytes`)
      parts.push(part)
    }
    return Buffer.concat(parts).toString('utf8')
  },
}

function write(stream: NodeJS.WriteStream, lines: string[]): void {
  if (lines.length > 0) stream.write(`${lines.join('\n')}\n`)
}
