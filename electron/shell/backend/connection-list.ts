/** The connections that the person added, kept in a file of the app's own. */
import { readFileSync } from 'node:fs'
import { formatConnectionUri, parseConnectionUri } from '../../../shared/rules/connection-uri.ts'
import { writeWhole } from '../whole-file.ts'

/** More than anybody has: of a longer list the rest is left out, and none is added to it. */
export const MOST_CONNECTIONS = 100

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
    writeWhole(this.#file, `${JSON.stringify({ connections }, null, 2)}\n`)
  }
}

/** By hand: the app's start would wait for the library that checks schemas. None of another shape. */
function storedIn(file: Record<string, unknown>): string[] {
  const { connections, ...others } = file
  const isOurs = Array.isArray(connections) && Object.keys(others).length === 0
  if (!isOurs || !connections.every((uri) => typeof uri === 'string')) return []
  return connections.slice(0, MOST_CONNECTIONS)
}

function isCanonical(text: string): boolean {
  const uri = parseConnectionUri(text)
  return !('problem' in uri) && formatConnectionUri(uri) === text
}
