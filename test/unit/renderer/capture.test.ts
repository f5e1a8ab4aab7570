/** What the window keeps of a capture, whose its addresses are, and how its conversations are ordered. */
import { describe, expect, it } from 'vitest'
import {
  conversationColumns,
  endText,
  sortedConversations,
} from '../../../renderer/model/capture/conversation-table.ts'
import { knownAddresses } from '../../../renderer/model/capture/known-addresses.ts'
import {
  choosing,
  emptyList,
  shownOf,
  withPackets,
} from '../../../renderer/model/capture/packet-list.ts'
import type { CapturedPacket } from '../../../shared/model/capture.ts'
import type { Conversation } from '../../../shared/model/conversation.ts'
import { machine, nic } from '../../window-fake/things.ts'

const packets = (conversation: number, first: number, count: number): CapturedPacket[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ number: first + index, at: 1, from: 'a', to: 'b', protocol: 'TCP', length: 60 },
    ...{ summary: '', conversation },
  }))

describe('the list', () => {
  it('shows the latest, and keeps no more than it needs', () => {
    const list = withPackets(emptyList, packets(1, 1, 5_000))
    expect(list.latest.length).toBe(2_000)
    expect(shownOf(list).map(({ number }) => number)).toEqual(
      Array.from({ length: 200 }, (_, index) => 4_801 + index),
    )
  })

  it('keeps those of the chosen conversation, however much others say', () => {
    const first = withPackets(emptyList, [...packets(1, 1, 3), ...packets(2, 4, 300)])
    const chosen = choosing(first, 1)
    expect(shownOf(chosen).length).toBe(3)
    const later = withPackets(chosen, [...packets(2, 400, 5_000), ...packets(1, 6_000, 1)])
    expect(shownOf(later).map(({ number }) => number)).toEqual([1, 2, 3, 6_000])
    expect(shownOf(choosing(later, null)).at(-1)?.number).toBe(6_000)
    expect(shownOf(choosing(later, null)).length).toBe(200)
  })
})

describe('an address', () => {
  const machines = [
    machine('web', 'running', [
      nic('52:54:00:00:00:01', {
        guestMac: '52:54:00:00:00:aa',
        addresses: [
          { address: '192.0.2.7', prefix: 24, from: 'lease' },
          { address: '2001:db8::7', prefix: 64, from: 'agent' },
          { address: '192.0.2.99', prefix: 24, from: 'arp' },
        ],
      }),
    ]),
    machine('db', 'running', [
      nic('52:54:00:00:00:02', {
        addresses: [{ address: '192.0.2.99', prefix: 24, from: 'arp' }],
      }),
    ]),
  ]
  const known = knownAddresses(machines, [], 'this host')

  it.each([
    ['192.0.2.7', 'web'],
    ['2001:db8::7', 'web'],
    ['52:54:00:00:00:01', 'web'],
    ['52:54:00:00:00:aa', 'web'],
    ['52:54:00:00:00:02', 'db'],
    ['203.0.113.1', undefined],
  ])('%s is %s’s', (address, name) => {
    expect(known.get(address)).toBe(name)
  })

  it('that two have is nobody’s', () => {
    expect(known.get('192.0.2.99')).toBeUndefined()
  })
})

describe('the table', () => {
  const conversation = (id: number, port: number, bytes: number): Conversation => ({
    ...{ id, protocol: 'TCP', lastAt: id },
    from: { address: '10.0.0.9', port },
    to: { address: '10.0.0.10', port: 80 },
    sent: { packets: 1, bytes },
    received: { packets: id, bytes: 0 },
  })
  const all = [conversation(1, 9, 500), conversation(2, 80, 20), conversation(3, 9, 500)]
  const order = (column: (typeof conversationColumns)[number], descending = false) =>
    sortedConversations(all, { column, descending }).map(({ id }) => id)

  it('is ordered by each of its columns, and of equals the first comes first', () => {
    expect(order('sent')).toEqual([2, 1, 3])
    expect(order('sent', true)).toEqual([1, 3, 2])
    expect(order('from')).toEqual([1, 3, 2])
    expect(order('packets', true)).toEqual([3, 2, 1])
    expect(order('last', true)).toEqual([3, 2, 1])
    for (const column of conversationColumns) expect(order(column).length).toBe(3)
  })

  it.each([
    [{ address: '192.0.2.7', port: 80 }, '192.0.2.7:80'],
    [{ address: '2001:db8::7', port: 80 }, '[2001:db8::7]:80'],
    [{ address: 'fe80::1', port: null }, 'fe80::1'],
  ])('writes %j as %s', (end, text) => {
    expect(endText(end)).toBe(text)
  })
})
