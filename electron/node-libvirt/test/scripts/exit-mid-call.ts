/** Ends the process with calls under way, a listener registered and nothing closed. */
import { Connection } from '../../src/index.ts'

const connection = await Connection.open('test:///default')
await connection.on('networkLifecycle', () => {})
const domain = await connection.lookupDomainByName('test')
for (let i = 0; i < 200; i++) void domain.getXml()
console.log('leaving')
process.exit(7)
