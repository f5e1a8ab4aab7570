/** A made-up capture: packets that come five times a second, some of them hostile, and who talks to whom. */
import type { EventName, PuenteEvents, PuenteMethods } from '../../shared/contract/contract.ts'
import type { Capture, CapturedPacket } from '../../shared/model/capture.ts'
import type { Conversation } from '../../shared/model/conversation.ts'

type CaptureCalls = Pick<
  PuenteMethods,
  | 'getCaptureStanding'
  | 'getCaptures'
  | 'startCapture'
  | 'getConversations'
  | 'stopCapture'
  | 'openCapture'
>

const LINES: [from: string, to: string, protocol: string, summary: string][] = [
  ['192.168.122.45', '192.168.122.1', 'DNS', 'Standard query 0x1a2b A debian.org'],
  ['192.168.122.1', '192.168.122.45', 'DNS', 'Standard query response 0x1a2b A 203.0.113.9'],
  ['192.168.122.45', '203.0.113.9', 'TCP', '49152 → 443 [SYN] Seq=0 Win=64240 Len=0 MSS=1460'],
  ['203.0.113.9', '192.168.122.45', 'TCP', '443 → 49152 [SYN, ACK] Seq=0 Ack=1 Win=65160'],
  ['192.168.122.45', '203.0.113.9', 'TLSv1.3', 'Client Hello (SNI=gpj\u202eexe.example)'],
  ['fe80::5054:ff:fe6b:3c58', 'ff02::2', 'ICMPv6', 'Router Solicitation'],
]

/** Which of the conversations each line belongs to. */
const TALKS = [1, 1, 2, 2, 2, 3]
const BEGAN = 1_796_000_000
const end = (address: string, port: number | null = null) => ({ address, port })
const conversation = (
  ends: Pick<Conversation, 'id' | 'from' | 'to' | 'protocol'>,
  sent: [packets: number, bytes: number],
  received: [packets: number, bytes: number],
): Conversation => ({
  ...ends,
  sent: { packets: sent[0], bytes: sent[1] },
  received: { packets: received[0], bytes: received[1] },
  lastAt: BEGAN + ends.id * 7,
})
const CONVERSATIONS: Conversation[] = [
  conversation(
    {
      ...{ id: 1, protocol: 'UDP' },
      ...{ from: end('192.168.122.45', 40_112), to: end('192.168.122.1', 53) },
    },
    [12, 960],
    [12, 2_140],
  ),
  conversation(
    {
      ...{ id: 2, protocol: 'TCP' },
      ...{ from: end('192.168.122.45', 49_152), to: end('203.0.113.9', 443) },
    },
    [1_204, 91_500],
    [8_133, 12_310_442],
  ),
  conversation(
    {
      ...{ id: 3, protocol: 'ICMPv6' },
      ...{ from: end('fe80::5054:ff:fe6b:3c58'), to: end('ff02::2') },
    },
    [3, 210],
    [0, 0],
  ),
  conversation(
    {
      ...{ id: 4, protocol: 'gpj\u202eexe' },
      ...{ from: end('52:54:00:6b:3c:58'), to: end('ff:ff:ff:ff:ff:ff') },
    },
    [4, 168],
    [0, 0],
  ),
]

export function fakeCaptures(
  emit: <E extends EventName>(event: E, payload: PuenteEvents[E]) => void,
): CaptureCalls {
  const captures = new Map<string, { capture: Capture; timer: ReturnType<typeof setInterval> }>()

  function tick(id: string): void {
    const one = captures.get(id)
    if (!one) return
    const number = one.capture.packets + 1
    const [from = '', to = '', protocol = '', summary = ''] = LINES[number % LINES.length] ?? []
    const packet: CapturedPacket = {
      ...{ number, at: BEGAN + number / 5, from, to, protocol, length: 90, summary },
      conversation: TALKS[number % LINES.length] ?? 0,
    }
    one.capture = { ...one.capture, packets: number }
    emit('capture', { capture: one.capture, packets: [packet] })
  }

  return {
    getCaptureStanding: async (name) =>
      name === 'eth1'
        ? { by: null, hindrance: 'no-tshark', wireshark: false }
        : { by: 'administrator', hindrance: null, wireshark: true },
    getCaptures: async () => [...captures.values()].map(({ capture }) => capture),
    startCapture: async ({ interface: name, filter }) => {
      if (filter.includes('nonsense')) throw { code: 'capture-filter-invalid', params: {} }
      const id = `capture-${captures.size}`
      const file = `/home/alex/Downloads/${name}-2026-11-30-054500.pcapng`
      const empty = { packets: 0, end: null, cause: null }
      const capture: Capture = { id, interface: name, filter, file, ...empty }
      captures.set(id, { capture, timer: setInterval(() => tick(id), 200) })
      return capture
    },
    getConversations: async () => ({ conversations: CONVERSATIONS, dropped: 12 }),
    stopCapture: async (id) => {
      const one = captures.get(id)
      if (!one) return
      clearInterval(one.timer)
      one.capture = { ...one.capture, end: 'stopped' }
      emit('capture', { capture: one.capture, packets: [] })
    },
    openCapture: async () => undefined,
  }
}
