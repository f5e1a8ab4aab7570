/** A machine's screen, in a window of virt-viewer's own. */
import { PuenteError } from '../../../shared/errors.ts'
import type { MachineXml } from '../../../shared/model/machine.ts'
import { isOnThisComputer } from '../../../shared/rules/connection-uri.ts'
import type { Desk } from '../../host/side.ts'
import { attribute, child, children, parse } from '../../libvirt/xml/dom.ts'

const PROGRAM = 'virt-viewer'
/** The screens that it can show. */
const SHOWN = ['vnc', 'spice']

interface Parts {
  uri: string
  /** @throws PuenteError `machine-gone` */
  nameOf: (uuid: string) => string
  xmlOf: (uuid: string) => Promise<MachineXml>
  /** Where somebody sits who wants to see it, whichever host it runs on. */
  desk: Pick<Desk, 'launch'>
}

/**
 * @throws PuenteError `machine-state` where it does not run, `machine-no-display` where it has no
 * screen to be shown, `virt-viewer-missing`, `console-failed`
 */
export async function openConsole(
  uuid: string,
  { uri, nameOf, xmlOf, desk }: Parts,
): Promise<void> {
  const machine = nameOf(uuid)
  const { running } = await xmlOf(uuid)
  if (running === null) throw new PuenteError('machine-state', { machine })
  if (!hasScreen(running)) {
    throw new PuenteError('machine-no-display', { machine })
  }
  const status = await started(() => desk.launch(PROGRAM, consoleArguments(uri, uuid)))
  if (status !== null && status !== 0) {
    throw new PuenteError('console-failed', { machine }, { cause: `exit status ${status}` })
  }
}

/** By its UUID: a name may look like an option, or like another machine's number. */
export function consoleArguments(uri: string, uuid: string): string[] {
  // A local screen is handed over by libvirt itself, wherever it listens, if anywhere.
  const attach = isOnThisComputer(uri) ? ['--attach'] : []
  return ['--connect', uri, ...attach, '--uuid', '--', uuid]
}

async function started(start: () => Promise<number | null>): Promise<number | null> {
  try {
    return await start()
  } catch (error) {
    throw new PuenteError('virt-viewer-missing', {}, { cause: error })
  }
}

function hasScreen(xml: string): boolean {
  const screens = children(child(parse(xml), 'devices'), 'graphics')
  return screens.some((screen) => SHOWN.includes(attribute(screen, 'type') ?? ''))
}
