/** Four worker threads with a connection each, while the main thread has one too. */
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { Connection } from '../../src/index.ts'

async function useLibvirt(): Promise<string> {
  await using connection = await Connection.open('test:///default')
  const stop = await connection.on('networkLifecycle', () => {})
  const network = await connection
    .createNetwork('<network><name>x</name></network>')
    .catch(() => {})
  await Promise.all(Array.from({ length: 100 }, () => connection.lookupDomainByName('test')))
  await network?.destroy().catch(() => {})
  await stop()
  return (await connection.lookupDomainByName('test')).name
}

if (isMainThread) {
  const answers = Array.from({ length: 4 }, () => {
    const worker = new Worker(new URL(import.meta.url))
    return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  })
  console.log(await Promise.all([...answers, useLibvirt()]).then((names) => names.join(' ')))
} else {
  parentPort!.postMessage(await useLibvirt())
}
