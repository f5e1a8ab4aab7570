import { useLibvirt } from './electron-use.mjs'

process.parentPort.postMessage(await useLibvirt())
