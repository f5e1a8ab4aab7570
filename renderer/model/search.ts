import type { Machine } from '../../shared/model/machine.ts'

/** What each machine is found by; one that has changed is another object. */
const written = new WeakMap<Machine, string>()

/** Is a machine what is searched for: by its name, or by a NIC's MAC, network or address? */
export function matches(machine: Machine, search: string): boolean {
  const words = search.trim().toLowerCase()
  return words === '' || textOf(machine).includes(words)
}

/** A line for each term: nobody searches for a line's end. */
function textOf(machine: Machine): string {
  const text = written.get(machine) ?? terms(machine).join('\n').toLowerCase()
  written.set(machine, text)
  return text
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
