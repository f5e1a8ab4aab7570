/** Ends a worker thread while libvirt waits for its answer to a question. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { Connection, constants as C } from '../../src/index.ts'

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { workerData: process.argv[2] })
  await new Promise((resolve) => worker.once('message', resolve))
  const before = performance.now()
  await worker.terminate()
  console.log(performance.now() - before < 500 ? 'ended at once' : 'hung')
} else {
  const ask = (): Promise<never> => {
    parentPort!.postMessage('asked')
    return new Promise(() => {})
  }
  const auth = { types: [C.VIR_CRED_AUTHNAME, C.VIR_CRED_PASSPHRASE], ask }
  await Connection.open(workerData as string, { auth })
}
