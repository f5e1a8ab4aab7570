/** Collects, while the app is bundled, the licenses of the npm packages that become part of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

interface Manifest {
  name: string
  version: string
  license?: string
}

/** The font and the icons come in as files and as data, which no module's name tells. */
const NOT_MODULES = ['@fontsource-variable/inter', '@iconify-json/lucide']

export class Licenses {
  readonly #folders: Set<string>

  constructor(root: string) {
    this.#folders = new Set(NOT_MODULES.map((name) => join(root, 'node_modules', name)))
  }

  /** One for each part of the app. */
  plugin(): Plugin {
    const folders = this.#folders
    return {
      name: 'puente-licenses',
      generateBundle() {
        for (const file of this.getModuleIds()) {
          const folder = packageFolder(file)
          if (folder) folders.add(folder)
        }
      },
    }
  }

  text(): string {
    return [...this.#folders].sort().map(license).join('')
  }
}

/** `…/node_modules/@nuxt/ui` of `…/node_modules/@nuxt/ui/dist/runtime/Button.vue?vue`. */
function packageFolder(file: string): string | undefined {
  const [, folder] = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/?]+)\//.exec(file) ?? []
  return folder && existsSync(join(folder, 'package.json')) ? folder : undefined
}

function license(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name))
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : manifest.license
  return `${manifest.name} ${manifest.version}\n\n${text ?? 'no license is given'}\n\n${'-'.repeat(72)}\n\n`
}
