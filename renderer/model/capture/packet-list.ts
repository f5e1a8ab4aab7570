/** Packets of a capture that the window keeps, of all or of one conversation. Pure. */
import type { CapturedPacket } from '../../../shared/model/capture.ts'

/** As many as a person can look through; all are in the file. */
export const SHOWN = 200
/** Of all: among them are some of whichever conversation is chosen. */
const KEPT = 2_000

export interface PacketList {
  latest: CapturedPacket[]
  /** The one that is looked at alone; its packets stay, however much the others say. */
  chosen: { conversation: number; packets: CapturedPacket[] } | null
}

export const emptyList: PacketList = { latest: [], chosen: null }

export function withPackets({ latest, chosen }: PacketList, more: CapturedPacket[]): PacketList {
  return {
    latest: [...latest, ...more].slice(-KEPT),
    chosen: chosen && {
      ...chosen,
      packets: [...chosen.packets, ...of(chosen.conversation, more)].slice(-SHOWN),
    },
  }
}

/** @param conversation null: all of them */
export function choosing({ latest }: PacketList, conversation: number | null): PacketList {
  if (conversation === null) return { latest, chosen: null }
  const packets = of(conversation, latest).slice(-SHOWN)
  return { latest, chosen: { conversation, packets } }
}

export function shownOf({ latest, chosen }: PacketList): CapturedPacket[] {
  return chosen?.packets ?? latest.slice(-SHOWN)
}

function of(conversation: number, packets: CapturedPacket[]): CapturedPacket[] {
  return packets.filter((packet) => packet.conversation === conversation)
}
