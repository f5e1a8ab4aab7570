/** The whole backend: its parts, and the contract's methods on them. */
import type {
  PuenteMethods,
  SaveLabIntent,
  StartCaptureIntent,
  UploadVolumeIntent,
} from '../../shared/contract/contract.ts'
import type { ErrorData } from '../../shared/errors.ts'
import type { Message } from '../../shared/message.ts'
import type { Capture } from '../../shared/model/capture.ts'
import type { Machine } from '../../shared/model/machine.ts'
import type { Change, Plan } from '../../shared/model/plan.ts'
import { withPools } from './inventory/pools.ts'
import { methodsOf } from './methods.ts'
import { makeParts } from './parts.ts'
import type { BackendOptions } from './parts.ts'

export interface Backend {
  methods: PuenteMethods
  /** For the shell alone, which asks the person: what a plan needs consent for. */
  asksOf: (plan: string) => Message[]
  /** For the shell alone: carries a plan out that the person has agreed to. */
  applyAgreed: (plan: string) => Promise<Change>
  /** For the shell alone: into the file that the person has chosen. */
  startCapture: (intent: StartCaptureIntent, file: string) => Promise<Capture>
  /** For the shell alone: of the file that the person has chosen. */
  uploadVolume: (intent: UploadVolumeIntent, file: string) => Promise<string>
  /** For the shell alone: the text of a lab. */
  saveLab: (intent: SaveLabIntent) => Promise<string>
  /** For the shell alone: from a file that the person has chosen. */
  openLab: (text: string, copies: number, image?: string) => Promise<Plan>
  /** For a command line, before it changes something: as each start of the app does by itself. */
  recover: () => Promise<void>
  /** For the shell alone, when the person wants to be connected: on the way they may be asked. */
  logIn: () => Promise<void>
  /** Nobody wants it any more: it asks nothing of its host from now on. */
  stop: () => void
  /** Publishes what is about to be, so that nothing that is sent now overtakes it. */
  publishNow: () => void
  /** Hears of each call that failed. */
  noteFailure: (error: ErrorData) => void
}

/** @returns the contract's methods, on a backend that is connecting by itself */
export function startBackend(options: BackendOptions): Backend {
  const parts = makeParts(options)
  const { host, inventory, libvirt, networkManager, plans, doctor } = parts
  const { addresses, work, tapBridges, netem } = parts
  libvirt.start(
    [
      (machine) => withPools(machine, (name) => inventory.networkNamed(name)?.kind),
      (machine) => addresses.decorate(machine),
      (machine) => work.decorate(machine),
      ...(tapBridges ? [(machine: Machine) => tapBridges.decorate(machine)] : []),
      ...(netem ? [(machine: Machine) => netem.decorate(machine)] : []),
    ],
    tapBridges,
  )
  if (host.network === 'unknown') inventory.setService('networkManager', { status: 'elsewhere' })
  else networkManager.start()
  if (options.recovers !== false) void parts.halfDone.recover()

  const apply = (id: string, consent: { agreed: boolean }) =>
    plans.apply(id, consent).finally(() => doctor.wake())
  const methods = methodsOf({ ...parts, apply })
  return {
    methods,
    asksOf: (plan) => plans.asksOf(plan),
    applyAgreed: (plan) => apply(plan, { agreed: true }),
    saveLab: (intent) => parts.labs.save(intent),
    openLab: (text, copies, image) => parts.labs.planOpen(text, copies, image),
    recover: () => parts.halfDone.recover(),
    startCapture: (intent, file) => parts.captures.start(intent, file),
    uploadVolume: (intent, file) => parts.uploads.start(intent, file),
    logIn: async () => {
      // Why nobody gets in is told by the services, which try the same login.
      await host.side.login?.enterAsking(options.ask).catch(() => undefined)
      libvirt.retryNow()
      networkManager.retryNow()
    },
    stop: () => {
      libvirt.stop()
      networkManager.stop()
      void methods.setVisible(false)
      void methods.watchTraffic(false)
      host.side.login?.leave()
    },
    publishNow: () => inventory.flush(),
    noteFailure: ({ code }) => {
      if (code === 'libvirt-lost') libvirt.openAnew()
    },
  }
}
