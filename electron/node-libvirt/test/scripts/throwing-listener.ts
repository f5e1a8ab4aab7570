import { Connection } from '../../src/index.ts'

process.on('uncaughtException', (error) => console.log('uncaught:', error.message))
const connection = await Connection.open('test:///default')
await connection.on('networkLifecycle', ({ event }) => {
  if (event === 'stopped') throw new Error('from a listener')
  console.log('then:', event)
  void connection.close()
})
const network = await connection.lookupNetworkByName('default')
await network.destroy()
await network.create()
