/** What a person has drawn in the window, as a lab of this host. Pure. */
import type { Lab, LabMachine, LabNetwork, LabNic } from '../../../shared/model/labs/lab.ts'
import { ledTo } from './exact.ts'
import type { Here } from './here.ts'
import { bridgesUnder, savedNetwork, savedNic } from './saved.ts'

type Around = Pick<Here, 'networks' | 'machines' | 'hostInterfaces'>

/** @param drawn of each NIC only its MAC and where its cable leads */
export function drawnOn(drawn: Lab, here: Around): Lab {
  const lab = { ...drawn, machines: drawn.machines.map((machine) => machineOn(machine, here)) }
  return { ...lab, bridges: bridgesUnder(lab, here.hostInterfaces) }
}

/** With the networks that are there and that something of it leads to: elsewhere it needs them, too. */
export function wholeDrawn(drawn: Lab, here: Around): Lab {
  const lab = drawnOn(drawn, here)
  const own = new Set(lab.networks.map(({ definition }) => definition.name))
  const led = new Set(
    lab.machines.flatMap(({ nics }) => nics.map(({ settings: { source } }) => networkOf(source))),
  )
  const others = here.networks.filter(({ name }) => led.has(name) && !own.has(name))
  const networks: LabNetwork[] = [...lab.networks, ...others.map(savedNetwork)]
  return { ...lab, networks, bridges: bridgesUnder({ ...lab, networks }, here.hostInterfaces) }
}

function networkOf(source: LabNic['settings']['source']): string | null {
  return source.type === 'network' ? source.network : null
}

/** A NIC that is there keeps all that it is, and the ports that lead to it: only its cable leads elsewhere. */
function machineOn({ nics, ...machine }: LabMachine, { machines, networks }: Around): LabMachine {
  const there = machines.find(({ name }) => name === machine.name)
  return {
    ...machine,
    nics: nics.map((nic) => {
      const known = there?.nics.find(({ ref }) => ref.mac === nic.mac)
      if (!known) return nic
      return { ...ledTo(savedNic(known, networks), nic.settings.source), hostPorts: [] }
    }),
  }
}
