/** Ends worker threads in the middle of calls, with listeners registered and handles alive. */
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { Connection } from '../../src/index.ts'

const ROUNDS = Number(process.argv[2] ?? 20)

async function work(): Promise<void> {
  const connection = await Connection.open('test:///default')
  await connection.on('domainLifecycle', () => {})
  const domain = await connection.lookupDomainByName('test')
  const call = (): Promise<unknown> => domain.getXml().then(call)
  for (let i = 0; i < 50; i++) void call()
  void connection.listDomainsInfo({ xml: true })
  parentPort!.postMessage('busy')
}

if (isMainThread) {
  for (let round = 0; round < ROUNDS; round++) {
    const worker = new Worker(new URL(import.meta.url))
    await new Promise((resolve) => worker.once('message', resolve))
    await new Promise((resolve) => setTimeout(resolve, round % 10))
    await worker.terminate()
  }
  await using connection = await Connection.open('test:///default')
  console.log('still working:', (await connection.lookupDomainByName('test')).name)
} else {
  await work()
}
