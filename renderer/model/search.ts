import type { Machine } from '../../shared/model/machine.ts'

/** Is a machine what is searched for: by its name, or by a NIC's MAC, network or address? */
export function matches(machine: Machine, search: string): boolean {
  const words = search.trim().toLowerCase()
  return words === '' || terms(machine).some((term) => term.toLowerCase().includes(words))
}

function terms({ name, nics }: Machine): string[] {
  return [
    name,
    ...nics.flatMap(({ mac, source, addresses }) => [
      mac,
      source.type === 'network' ? source.network : '',
      ...addresses.map(({ address }) => address),
    ]),
  ]
}
