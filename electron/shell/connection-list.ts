/** The connections that the person added, kept in a file of the app's own. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { formatConnectionUri, parseConnectionUri } from '../../shared/rules/connection-uri.ts'

/** More than anybody has; a longer list is nobody's own. */
const MOST = 100

export class ConnectionList {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  /** What somebody else has written into the file is checked like what a person types. */
  read(): string[] {
    try {
      const uris = storedIn(JSON.parse(readFileSync(this.#file, 'utf8')))
      return [...new Set(uris.filter(isCanonical))]
    } catch {
      return []
    }
  }

  write(connections: string[]): void {
    mkdirSync(dirname(this.#file), { recursive: true })
    const unfinished = `${this.#file}.new`
    writeFileSync(unfinished, `${JSON.stringify({ connections }, null, 2)}\n`)
    renameSync(unfinished, this.#file)
  }
}

/** By hand: the app's start would wait for the library that checks schemas. None of another shape. */
function storedIn(file: Record<string, unknown>): string[] {
  const { connections, ...others } = file
  const isOurs = Array.isArray(connections) && Object.keys(others).length === 0
  if (!isOurs || connections.length > MOST) return []
  return connections.every((uri) => typeof uri === 'string') ? connections : []
}

function isCanonical(text: string): boolean {
  const uri = parseConnectionUri(text)
  return !('problem' in uri) && formatConnectionUri(uri) === text
}
