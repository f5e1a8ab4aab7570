/** What becomes of a lab on this host, and what of the host it touches. Pure. */
import type { Message } from '../../../shared/message.ts'
import type { ForwardStanding } from '../../../shared/model/forward.ts'
import type { Lab, LabBridge } from '../../../shared/model/labs/lab.ts'
import { canBeAt, placeOf } from '../../../shared/rules/nic-places.ts'
import type { Touched } from '../history/unfinished.ts'
import type { MadeMachine } from '../machines/made-machine.ts'
import { ForwardFit } from './fit-forwards.ts'
import type { FittedForward } from './fit-forwards.ts'
import { fitMachines, withMachines } from './fit-machines.ts'
import type { FittedMachine } from './fit-machines.ts'
import { fitNetworks } from './fit-networks.ts'
import type { FittedNetwork } from './fit-networks.ts'
import { fitNics, pairNics } from './fit-nics.ts'
import type { FittedNic, Surroundings } from './fit-nics.ts'
import { RuleFilters } from './fit-rules.ts'
import type { Here } from './here.ts'

export interface Fitted {
  bridges: FittedBridge[]
  /** Those that are made. */
  machines: FittedMachine[]
  networks: FittedNetwork[]
  nics: FittedNic[]
  forwards: FittedForward[]
  standing: ForwardStanding | null
  /** What can't be had here, and is left out. */
  warnings: Message[]
  missing: string[]
}

/** Of the host: it is never made by the way, for its connection goes over it, and somebody must keep that. */
export interface FittedBridge extends LabBridge {
  isThere: boolean
}

export function fit(lab: Lab, there: Here, standing: ForwardStanding | null): Fitted {
  const machines = fitMachines(lab, there)
  const here = withMachines(there, machines)
  const { nics: pairs, missing, macs } = pairNics(lab, here)
  const networks = fitNetworks(lab, here, macs)
  const names = new Map(
    networks.map(({ asked, definition }) => [asked.definition.name, definition.name]),
  )
  const definitions = new Map(
    [...here.networks, ...networks].map(({ definition }) => [definition.name, definition]),
  )
  const around: Surroundings = {
    ...{ names, rules: new RuleFilters(here, networks) },
    noBadLink: (source) => {
      const place = placeOf(source, (name) => definitions.get(name))
      return canBeAt('filter', place) ? here.noBadLinks : 'no-tap'
    },
  }
  const nics = fitNics(pairs, around)
  const forwards = here.machines.flatMap((machine) => machine.nics.flatMap((nic) => nic.forwards))
  const led = standing && new ForwardFit({ forwards, standing }, networks, definitions)
  const { forwards: fitted, warnings } = led?.fit(lab, nics) ?? { forwards: [], warnings: [] }
  const bridges = lab.bridges.map((bridge): FittedBridge => {
    return { ...bridge, isThere: here.interfaces.includes(bridge.name) }
  })
  return { bridges, machines, networks, nics, forwards: fitted, standing, warnings, missing }
}

/** @param made those of its machines that are made, whole */
export function touchedBy({ networks, nics, forwards }: Fitted, made: MadeMachine[]): Touched {
  const changed = nics.filter(({ fate }) => fate !== 'stays')
  // What a machine that is made has goes with it.
  const edited = changed.filter(({ machine }) => !machine.isToCome)
  const machines = [...new Set(edited.map(({ machine }) => machine.uuid))]
  return {
    networks: networks.flatMap(({ uuid, fate }) => (fate === 'stays' ? [] : [uuid])),
    forwards: forwards.flatMap(({ forward, fate }) => (fate === 'stays' ? [] : [forward.id])),
    filters: changed.flatMap(({ filters }) => filters.map(({ name }) => name)),
    links: edited.flatMap(({ machine, mac, badLink }) =>
      badLink === undefined ? [] : [{ machine: machine.uuid, mac }],
    ),
    machines: machines.map((uuid) => {
      const macs = edited.flatMap(({ machine, mac }) => (machine.uuid === uuid ? [mac] : []))
      return { uuid, macs }
    }),
    made: made.map((machine) => ({ uuid: machine.uuid, as: machine })),
  }
}
