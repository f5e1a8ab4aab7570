/** What electron-builder packs: the bundle, the native binding beside it, and nothing else. */
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The runtime that set-up found: electron-builder's own download may be out of reach. */
const runtime = JSON.parse(readFileSync('.cache/electron/runtime.json', 'utf8'))

/**
 * What a distribution of Electron has and the app must not: the program that runs any folder, and
 * the helper that is of use only with the setuid bit. The sandbox is made of user namespaces.
 */
const LEFT_OUT = ['resources/default_app.asar', 'chrome-sandbox']

export default {
  appId: 'org.puente.Puente',
  productName: 'Puente',
  executableName: 'puente',
  directories: { output: 'out/package' },
  electronVersion: runtime.version,
  electronDist: dirname(runtime.path),
  electronLanguages: ['en-US', 'es', 'es-419', 'fr', 'de'],
  // The binding needs no rebuild: Node-API is the same in every Node and Electron.
  npmRebuild: false,
  // A .node file is opened by the system's loader, which does not look into archives.
  asarUnpack: ['**/*.node'],
  afterPack: async ({ appOutDir }) => {
    for (const file of LEFT_OUT) await rm(join(appOutDir, file), { force: true })
  },
  // The fuses are set in package/fuses.ts: the library that electron-builder has does not know all.
  files: [
    'out/app/**',
    'package.json',
    '!node_modules/node-libvirt/{native,src,test,scripts,.clang-format,Makefile,*.ts,tsconfig*.json}',
    '!node_modules/node-libvirt/**/*.{d,o,d.ts}',
    // Of the memory checks, where they have been run in this tree.
    '!node_modules/node-libvirt/build/{asan,debug,stage-asan,stage-debug}/**',
  ],
  linux: {
    target: ['dir'],
    maintainer: 'The Puente developers <puente@users.noreply.github.com>',
    category: 'System;',
    synopsis: 'Connect virtual machines to your LAN, safely',
    icon: 'build/package/files/puente.svg',
    mimeTypes: ['x-scheme-handler/puente'],
    syncDesktopName: true,
  },
}
