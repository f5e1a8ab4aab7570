/** The backend process: an Electron utility process, or plain Node under a test. */
import './young-heap.ts'
import { join } from 'node:path'
import { startBackend } from './backend.ts'
import { openChannel } from './channel.ts'
import { dispatch, dispatchShell } from './dispatch.ts'
import { Questions } from './questions.ts'
import { hostFor } from './which-host.ts'
import { thisComputer } from '../host/here/this-computer.ts'
import { hostFolder } from '../state-files/folders.ts'
import { defaultTiming } from '../networkmanager/index.ts'

/** Given for any other libvirt than this computer's own, whose network is not this one's either. */
const elsewhere = process.argv[2]
const channel = openChannel()
const questions = new Questions((question) => channel.send(question))
const answerSeconds = Number(process.env.PUENTE_ANSWER_SECONDS) || defaultTiming.answerSeconds
const addressMs = Number(process.env.PUENTE_ADDRESS_MS) || defaultTiming.addressMs

const backend = startBackend({
  libvirtUri: elsewhere ?? (process.env.PUENTE_LIBVIRT_URI || 'qemu:///system'),
  host: hostFor(elsewhere),
  desk: thisComputer,
  ask: questions.ask,
  journalFile: join(hostFolder(elsewhere), 'journal.json'),
  timing: { addressMs, answerSeconds },
  publish: (payload) => channel.send({ type: 'event', event: 'inventory', payload }),
  tellDiagnosis: (payload) => channel.send({ type: 'event', event: 'diagnosis', payload }),
  tell: (payload) => channel.send({ type: 'event', event: 'progress', payload }),
  count: (payload) => channel.send({ type: 'event', event: 'traffic', payload }),
  tellCapture: (payload) => channel.send({ type: 'event', event: 'capture', payload }),
})

channel.onMessage((message) => {
  if (message.type === 'answer') return questions.take(message)
  const answer =
    message.type === 'call' ? dispatch(backend.methods, message) : dispatchShell(backend, message)
  void answer.then((reply) => {
    // Whoever is told that a thing is done sees it done.
    if (!reply.ok) backend.noteFailure(reply.error)
    backend.publishNow()
    channel.send(reply)
  })
})
channel.send({ type: 'event', event: 'backend', payload: { ready: true } })
