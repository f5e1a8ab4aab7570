/** Hides a window as a desktop does when it is minimised: the lab's display has no desktop. */
import { Cdp } from './cdp.ts'

/** The lab's loopback is its own, and nobody else listens there. */
const INSPECTOR = '127.0.0.1:9230'

/** What the program has to be started with. */
export const HIDEABLE = [`--inspect=${INSPECTOR}`]

export async function hideWindow(): Promise<void> {
  const listed = await fetch(`http://${INSPECTOR}/json/list`)
  const [target] = (await listed.json()) as { webSocketDebuggerUrl: string }[]
  const main = await Cdp.connect(target?.webSocketDebuggerUrl ?? '')
  const { exceptionDetails } = await main.send<{ exceptionDetails?: { text: string } }>(
    'Runtime.evaluate',
    {
      expression: `require('electron').BrowserWindow.getAllWindows()[0].hide()`,
      includeCommandLineAPI: true,
    },
  )
  main.close()
  if (exceptionDetails) throw new Error(`not hidden: ${exceptionDetails.text}`)
}
