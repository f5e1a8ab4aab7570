/** Speaks with polkit's own helper, which asks PAM whether a password is right, and tells polkit. */
import type { Duplex } from 'node:stream'

/** @returns null where the person does not want to answer */
export type Answer = (prompt: string) => Promise<string | null>

/** More than any conversation is: who says more is not that helper. */
const MOST_BYTES = 64 << 10
const PROMPT = /^PAM_PROMPT_ECHO_O(?:N|FF) ?(.*)$/

/**
 * @param opening what it is told first, a line for each word
 * @returns whether the answers were right; null where it has said nothing at all
 */
export function converse(
  stream: Duplex,
  opening: string[],
  answer: Answer,
): Promise<boolean | null> {
  return new Promise((resolve) => {
    let heard = ''
    let bytes = 0
    let result: boolean | null = null
    const say = (line: string) => stream.write(`${line}\n`)
    const hear = (line: string) => {
      result = line === 'SUCCESS'
      const prompt = PROMPT.exec(line)?.[1]
      if (prompt === undefined) return
      void answer(prompt)
        .catch(() => null)
        .then((said) => (said === null || /[\n\0]/.test(said) ? stream.destroy() : say(said)))
    }
    stream.on('error', () => undefined)
    stream.once('close', () => resolve(result))
    stream.once('end', () => stream.destroy())
    stream.on('data', (data: Buffer) => {
      bytes += data.length
      if (bytes > MOST_BYTES) return void stream.destroy()
      const lines = (heard + data.toString('utf8')).split('\n')
      heard = lines.pop() ?? ''
      lines.forEach(hear)
    })
    opening.forEach(say)
  })
}
