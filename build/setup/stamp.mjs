/** Remembers from which contents something was made, so that it is made again when they change. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { at } from './paths.mjs'

/** Made by others in these folders; never a source. */
const GENERATED = new Set(['node_modules', 'dist', 'build', 'out'])

export class Stamp {
  #file
  #inputs
  #outputs

  /** Paths in the repository; an input may be a folder. */
  constructor(id, { inputs, outputs }) {
    this.#file = at('.cache/setup', `${id}.stamp`)
    this.#inputs = inputs
    this.#outputs = outputs
  }

  isCurrent() {
    return (
      this.#outputs.every((path) => existsSync(at(path))) &&
      existsSync(this.#file) &&
      readFileSync(this.#file, 'utf8') === this.#hash()
    )
  }

  set() {
    writeFileSync(this.#file, this.#hash())
  }

  #hash() {
    const hash = createHash('sha256')
    for (const file of this.#inputs.flatMap(filesIn)) {
      hash
        .update(`${file}\0`)
        .update(readFileSync(at(file)))
        .update('\0')
    }
    return hash.digest('hex')
  }
}

function filesIn(path) {
  if (!existsSync(at(path))) return []
  if (!statSync(at(path)).isDirectory()) return [path]
  return readdirSync(at(path), { withFileTypes: true })
    .filter(({ name }) => !GENERATED.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => filesIn(join(path, name)))
}
