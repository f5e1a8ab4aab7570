/** Who talks to whom: what is counted for which of them, and what is let go of where there are too many. */
import { describe, expect, it } from 'vitest'
import { ConversationCount } from '../../../electron/backend/captures/conversations.ts'
import type { ReadLine } from '../../../electron/backend/captures/words.ts'

const end = (text: string) => {
  const [address = '', port] = text.split('#')
  return { address, port: port === undefined ? null : Number(port) }
}
let number = 0
const line = (from: string, to: string, length = 100, protocol = 'TCP'): ReadLine => {
  const [one, other] = [end(from), end(to)]
  number++
  return {
    packet: {
      ...{ number, at: number, from: one.address, to: other.address },
      ...{ protocol, length, summary: '' },
    },
    talk: { from: one, to: other, protocol },
  }
}
function counted(lines: ReadLine[], most?: number) {
  const count = new ConversationCount(most)
  return { ids: lines.map((one) => count.add(one)), ...count.now() }
}

describe('a conversation', () => {
  it('has both ways, each with its packets and bytes; who spoke first comes first', () => {
    const { conversations, ids } = counted([
      line('a#1', 'b#80', 60),
      line('b#80', 'a#1', 1500),
      line('a#1', 'b#80', 40),
    ])
    expect(ids).toEqual([1, 1, 1])
    expect(conversations).toMatchObject([
      {
        ...{ id: 1, from: { address: 'a', port: 1 }, to: { address: 'b', port: 80 } },
        ...{ sent: { packets: 2, bytes: 100 }, received: { packets: 1, bytes: 1500 } },
        lastAt: number,
      },
    ])
  })

  it.each([
    ['another port', line('a#2', 'b#80')],
    ['another protocol', line('a#1', 'b#80', 100, 'UDP')],
    ['another address', line('c#1', 'b#80')],
    ['the ports changed over', line('a#80', 'b#1')],
    ['no port', line('a', 'b')],
    // An address that ends as another begins.
    ['the ends otherwise parted', line('a', 'b#801')],
  ])('is another one with %s', (_, other) => {
    expect(counted([line('a#1', 'b#80'), other]).ids).toEqual([1, 2])
  })

  it('with oneself is counted once', () => {
    const { conversations } = counted([line('a', 'a', 10), line('a', 'a', 10)])
    expect(conversations[0]?.sent).toEqual({ packets: 2, bytes: 20 })
    expect(conversations[0]?.received).toEqual({ packets: 0, bytes: 0 })
  })
})

describe('of more than can be looked through', () => {
  it('the one that was silent the longest goes, and is another one when it comes back', () => {
    const lines = ['b', 'c', 'b', 'd', 'c'].map((to) => line('a', to))
    const { conversations, dropped, ids } = counted(lines, 2)
    expect(ids).toEqual([1, 2, 1, 3, 4])
    expect(conversations.map(({ to }) => to.address)).toEqual(['d', 'c'])
    expect(dropped).toBe(2)
  })

  it('a scan of all ports keeps no more than there is room for', () => {
    const count = new ConversationCount()
    for (let port = 0; port < 65_536; port++) count.add(line('a#9', `b#${port}`))
    expect(count.now().conversations.length).toBe(500)
    expect(count.now().dropped).toBe(65_036)
  })
})
