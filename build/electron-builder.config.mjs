/** What electron-builder packs: the bundle, the native binding beside it, and nothing else. */
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** The runtime that set-up found: electron-builder's own download may be out of reach. */
const runtime = JSON.parse(readFileSync('.cache/electron/runtime.json', 'utf8'))

export default {
  appId: 'org.puente.Puente',
  productName: 'Puente',
  executableName: 'puente',
  directories: { output: 'out/package' },
  electronVersion: runtime.version,
  electronDist: dirname(runtime.path),
  // The binding needs no rebuild: Node-API is the same in every Node and Electron.
  npmRebuild: false,
  // A .node file is opened by the system's loader, which does not look into archives.
  asarUnpack: ['**/*.node'],
  files: [
    'out/app/**',
    'package.json',
    '!node_modules/node-libvirt/{native,src,test,scripts,.clang-format,Makefile,*.ts,tsconfig*.json}',
    '!node_modules/node-libvirt/**/*.{d,o,d.ts}',
  ],
  linux: {
    target: ['dir'],
    category: 'System;Network;',
    synopsis: 'Put virtual machines on your LAN, safely',
  },
}
