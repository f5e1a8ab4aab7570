/** The ways in which a change is cut off, and how it is told afterwards what became of it. */
import { existsSync } from 'node:fs'
import type { Fault } from '../elsewhere.ts'
import type { Lab } from '../../lab/lab.ts'
import { until } from '../../lab/wait.ts'
import { hasEnded } from '../../../shared/model/plan.ts'
import type { TestBackend } from '../../support/backend.ts'
import { hostConnection } from '../../support/host.ts'
import type { HostState } from './bridge.ts'
import { letCheckpointExpire } from './host.ts'
import type { Reached } from './reach.ts'
import { resume, startBackend } from './stopped.ts'

export type Told = 'undone' | 'finished'

export interface Scene {
  lab: Lab
  reached: Reached
  /** The backend that has stopped at its point. */
  backend: TestBackend
  /** What the host may come back as by itself: as it was and, once that was kept, as asked for. */
  wholes: HostState[]
}

export interface Death {
  name: string
  fault: Fault
  /** Cuts it off, and returns what the app then says became of it. */
  strike(scene: Scene): Promise<Told>
}

export const DEATHS: Death[] = [
  {
    name: 'app killed',
    fault: 'the app killed',
    async strike({ lab, reached, backend }) {
      await backend.kill()
      return toldByNextStart(lab, reached)
    },
  },
  {
    name: 'app killed, nobody starts it',
    fault: 'the app killed',
    async strike({ lab, reached, backend, wholes }) {
      await backend.kill()
      await letCheckpointExpire(lab)
      await connectedAgain(lab, wholes)
      return toldByNextStart(lab, reached)
    },
  },
  {
    name: 'NetworkManager killed',
    fault: 'NetworkManager killed',
    async strike({ lab, backend }) {
      await lab.daemons.networkManager.stop('SIGKILL')
      resume(backend)
      await lab.daemons.networkManager.start()
      const { change } = await backend.until((now) => now.change && hasEnded(now.change), 90_000)
      return change?.phase === 'done' ? 'finished' : 'undone'
    },
  },
  {
    name: 'both killed',
    fault: 'both killed',
    async strike({ lab, reached, backend }) {
      await backend.kill()
      await lab.daemons.networkManager.restart('SIGKILL')
      return toldByNextStart(lab, reached)
    },
  },
  {
    name: 'both killed, reboot',
    fault: 'both killed',
    async strike({ lab, reached, backend, wholes }) {
      await backend.kill()
      await lab.daemons.networkManager.stop('SIGKILL')
      await forgetWhatABootForgets(lab)
      await lab.daemons.networkManager.start()
      await connectedAgain(lab, wholes)
      return toldByNextStart(lab, reached)
    },
  },
]

async function toldByNextStart(lab: Lab, { options, journal }: Reached): Promise<Told> {
  await using backend = await startBackend(lab, options)
  const { notices } = await backend.until((inventory) => inventory.notices.length > 0, 60_000)
  const told =
    /^notice\.(?:(?:create|remove|change)-bridge|(?:change|restore)-interface)-(undone|finished)$/.exec(
      notices[0]?.text.key ?? '',
    )
  if (!told) throw new Error(`the next start says ${notices[0]?.text.key}`)
  await until('the journal is empty', () => !existsSync(journal))
  return told[1] as Told
}

async function connectedAgain(lab: Lab, wholes: HostState[]): Promise<void> {
  const wanted = wholes.map(({ connection }) => JSON.stringify(connection))
  await until(
    'the host is connected, and wholly',
    async () => wanted.includes(JSON.stringify(await hostConnection(lab))),
    { timeoutMs: 30_000 },
  )
}

/** /run, and all that the kernel was told. */
async function forgetWhatABootForgets(lab: Lab): Promise<void> {
  const script = `rm -rf /run/NetworkManager
    ip link delete br0 2>/dev/null
    ip link set eth0 nomaster down
    ip link set eth1 nomaster
    ip address flush dev eth0`
  await lab.run(['sh', '-c', script])
}
