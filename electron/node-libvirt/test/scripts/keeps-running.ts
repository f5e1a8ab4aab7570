/** What keeps a process running: a call and a listener do, an open connection alone does not. */
import { Connection } from '../../src/index.ts'

const connection = await Connection.open('test:///default')
if (process.argv[2] === 'listening') {
  await connection.on('networkLifecycle', ({ event }) => {
    console.log(event)
    void connection.close()
  })
  setTimeout(async () => (await connection.lookupNetworkByName('default')).destroy(), 50)
}
