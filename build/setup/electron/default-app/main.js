/**
 * What `electron PATH` runs. The official distribution brings such a program, this runtime
 * does not. An ES module, because Electron's `ready` waits for one, and for what it imports.
 */
import { app } from 'electron'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const argumentsLeft = process.argv.slice(1)
const preloads = []
let target
while (target === undefined && argumentsLeft.length > 0) {
  const argument = argumentsLeft.shift()
  if (argument === '-r' || argument === '--require') preloads.push(argumentsLeft.shift())
  else if (!argument.startsWith('-')) target = resolve(argument)
}

if (target === undefined) {
  console.error('usage: electron PATH')
  app.exit(2)
} else {
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
  const require = createRequire(import.meta.url)
  for (const preload of preloads) require(preload)
  const manifest = resolve(target, 'package.json')
  if (existsSync(manifest)) introduce(JSON.parse(readFileSync(manifest, 'utf8')))
  await import(pathToFileURL(require.resolve(target)).href)
}

function introduce({ version, productName, name, desktopName }) {
  if (version) app.setVersion(version)
  if (productName ?? name) app.name = productName ?? name
  app.setDesktopName(desktopName ?? `${app.name}.desktop`)
  app.setAppPath(target)
}
