/** Calls and events, a second's worth, so that the loops around us have their turns. */
import { Connection } from '../../dist/index.js'

export async function useLibvirt() {
  const connection = await Connection.open('test:///default')
  const events = []
  await connection.on('networkLifecycle', ({ event }) => events.push(event))
  const network = await connection.lookupNetworkByName('default')
  for (let i = 0; i < 50; i++) {
    await network.destroy()
    await network.create()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await network.getDhcpLeases().catch(() => {})
  await connection.getCapabilities()
  await connection.close()
  return events.length
}
