import { describe, expect, it } from 'vitest'
import { Framing, TooMuchError } from '../../../../electron/host/link/framing.ts'

const TOKEN = 'c0ffee'
const told = (framing: Framing, text: string) =>
  framing.take(Buffer.from(text)).map(({ data, status }) => [data.toString(), status])

describe('parts of an answer', () => {
  it('are cut wherever the wire cuts them', () => {
    const text = `one\n\n${TOKEN} 0\n\n${TOKEN} 12\n${TOKEN} 1\n`
    for (let at = 0; at < text.length; at++) {
      const framing = new Framing(TOKEN)
      const parts = [...told(framing, text.slice(0, at)), ...told(framing, text.slice(at))]
      expect(parts).toEqual([
        ['one\n', 0],
        ['', 12],
      ])
      expect(framing.rest.toString()).toBe(`${TOKEN} 1\n`)
    }
  })

  it('end by the token alone', () => {
    const framing = new Framing(TOKEN)
    expect(told(framing, `x ${TOKEN} 0\nc0ffe 0\n`)).toEqual([])
  })

  it('are given up when there is no end to them', () => {
    const framing = new Framing(TOKEN)
    const chunk = Buffer.alloc(32 << 20, 'x')
    framing.take(chunk)
    expect(() => framing.take(Buffer.concat([chunk, Buffer.from('x')]))).toThrow(TooMuchError)
  })
})
