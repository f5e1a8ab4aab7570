/** A VLAN that the host has sent frames to and heard none from: the switch does not carry it here. */
import { commandLine } from '../../../../../shared/rules/shell.ts'
import { defineCheck } from '../../check.ts'
import { linkOf } from '../../view.ts'
import type { View } from '../../view.ts'

/** One may be lost, or nobody there to answer it yet. */
const ENOUGH = 5

interface Silent {
  name: string
  id: number
  nic: string
  heard: number
  sent: number
}

export default defineCheck<Silent>({
  id: 'vlan-unheard',
  needs: 'host',
  applicable: ({ links }) => links !== null,
  check: (view) => (view.links ?? []).flatMap(({ name }) => silent(view, name)),
  explain: ({ name, id, nic, heard, sent }) => ({
    about: { type: 'interface', name },
    level: 'warning',
    params: { interface: name, nic, vlan: id, sent },
    evidence: [
      {
        command: commandLine(['ip', '-s', 'link', 'show', 'dev', name]),
        output: `RX packets: ${heard}, TX packets: ${sent}`,
      },
    ],
  }),
})

function silent(view: View, name: string): Silent[] {
  const link = linkOf(view, name)
  const counted = view.vlanPackets.get(name)
  const nic = linkOf(view, link?.vlan?.over ?? null)
  if (!link?.vlan || !link.up || !counted || !nic?.carrier) return []
  const { heard, sent } = counted
  return heard === 0 && sent >= ENOUGH
    ? [{ name, id: link.vlan.id, nic: nic.name, heard, sent }]
    : []
}
