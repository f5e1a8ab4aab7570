/**
 * The backend process: an Electron utility process, or plain Node under a test. It is of one libvirt, or of all
 * that an ssh leads to: what waits there holds up no other, and each further one costs a twentieth of a process.
 */
import './young-heap.ts'
import { join } from 'node:path'
import { MANY } from '../../shared/protocol.ts'
import { startBackend } from './backend.ts'
import type { Backend } from './backend.ts'
import { channelOf, openPort } from './channel.ts'
import type { Channel } from './channel.ts'
import { dispatch, dispatchShell } from './dispatch.ts'
import { serveMany } from './many.ts'
import { Questions } from './questions.ts'
import { hostFor } from './which-host.ts'
import { thisComputer } from '../host/here/this-computer.ts'
import { hostFolder } from '../state-files/folders.ts'
import { defaultTiming } from '../networkmanager/index.ts'

const [first] = process.argv.slice(2)
const answerSeconds = Number(process.env.PUENTE_ANSWER_SECONDS) || defaultTiming.answerSeconds
const addressMs = Number(process.env.PUENTE_ADDRESS_MS) || defaultTiming.addressMs
const port = openPort()

if (first === MANY) serveMany(port, serve)
else serve(first, channelOf(port))

/** @param elsewhere given for any other libvirt than this computer's own, whose network is not this one's either */
function serve(elsewhere: string | undefined, channel: Channel): Backend {
  const questions = new Questions((question) => channel.send(question))
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
    tellUpload: (payload) => channel.send({ type: 'event', event: 'upload', payload }),
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
  return backend
}
